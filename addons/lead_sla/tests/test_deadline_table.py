from datetime import datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.addons.lead_distribution.tools.working_time import WorkingTime
from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase
from .worktime_walk import Walk, at

OFFICE = [(9, 17)]
LUNCH = [(9, 12), (13, 17)]
SHIFTS = [(0, 2), (6, 10), (11, 15.5), (22, 24)]
NIGHT = [(0, 6)]
# hours, time zone, leaves, start, minutes, deadline: all moments in UTC; 2026-03-02 is a Monday
TABLE = {
    "in the middle of the day": (OFFICE, 'UTC', [], '2026-03-02 10:00', 60, '2026-03-02 11:00'),
    "over lunch": (LUNCH, 'UTC', [], '2026-03-02 11:30', 60, '2026-03-02 13:30'),
    "until lunch": (LUNCH, 'UTC', [], '2026-03-02 11:30', 30, '2026-03-02 12:00'),
    "at lunch": (LUNCH, 'UTC', [], '2026-03-02 12:20', 60, '2026-03-02 14:00'),
    "over night": (OFFICE, 'UTC', [], '2026-03-02 16:30', 60, '2026-03-03 09:30'),
    "in the night": (OFFICE, 'UTC', [], '2026-03-02 23:00', 15, '2026-03-03 09:15'),
    "over the weekend": (OFFICE, 'UTC', [], '2026-03-06 16:30', 60, '2026-03-09 09:30'),
    "Saturday 20:00 and 1 h": (OFFICE, 'UTC', [], '2026-03-07 20:00', 60, '2026-03-09 10:00'),
    "public holiday": (
        OFFICE,
        'UTC',
        [('2026-03-03 00:00', '2026-03-03 23:59:59')],
        '2026-03-02 16:45',
        30,
        '2026-03-04 09:15',
    ),
    "half a day closed": (
        OFFICE,
        'UTC',
        [('2026-03-02 12:00', '2026-03-02 17:00')],
        '2026-03-02 11:30',
        60,
        '2026-03-03 09:30',
    ),
    "several windows, one over midnight": (
        SHIFTS,
        'UTC',
        [],
        '2026-03-02 15:00',
        240,
        '2026-03-03 01:30',
    ),
    "to summer time": (OFFICE, 'Europe/Paris', [], '2026-03-27 15:45', 30, '2026-03-30 07:15'),
    "to winter time": (OFFICE, 'Europe/Paris', [], '2026-10-23 14:45', 30, '2026-10-26 08:15'),
    "over the hour that is skipped": (
        NIGHT,
        'Europe/Paris',
        [],
        '2026-03-28 23:30',
        120,
        '2026-03-29 01:30',
    ),
    "over the hour that comes twice": (
        NIGHT,
        'Europe/Paris',
        [],
        '2026-10-24 22:30',
        240,
        '2026-10-25 02:30',
    ),
    "until a time that comes twice: the second time, as in Odoo's calendar": (
        SHIFTS,
        'Europe/Paris',
        [],
        '2026-10-24 23:30',
        60,
        '2026-10-25 00:30',
    ),
    "in Dubai": (OFFICE, 'Asia/Dubai', [], '2026-03-02 03:00', 30, '2026-03-02 05:30'),
    "in New York": (OFFICE, 'America/New_York', [], '2026-03-02 03:00', 30, '2026-03-02 14:30'),
    "in Kathmandu": (OFFICE, 'Asia/Kathmandu', [], '2026-03-02 03:00', 30, '2026-03-02 03:45'),
    "a week": (OFFICE, 'UTC', [], '2026-03-04 12:00', 5 * 8 * 60, '2026-03-11 12:00'),
}
# around both changes of the SLAs in Paris (29 March and 25 October) and New York
STARTS = st.one_of(
    st.integers(0, 30 * 1440).map(lambda n: datetime(2026, 3, 5) + timedelta(minutes=n)),
    st.integers(0, 20 * 1440).map(lambda n: datetime(2026, 10, 20) + timedelta(minutes=n)),
)
ZONES = ('UTC', 'Europe/Paris', 'America/New_York', 'Asia/Dubai', 'Asia/Kathmandu')


@tagged('post_install', '-at_install')
class TestDeadlineTable(LeadSlaCase):
    """Deadlines, each by the SLA, by the table and by counting minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.night_lines = [(day, start, stop, None) for day in range(7) for start, stop in SHIFTS]
        cls.night = cls.make_calendar("Shifts", SHIFTS, days=range(7))
        cls.lunch = cls.make_calendar("Lunch", LUNCH)

    def use(self, hours, tz):
        days = range(7) if hours in (SHIFTS, NIGHT) else range(5)
        self.env.company.resource_calendar_id = self.make_calendar("Hours", hours, days)
        self.env.company.resource_calendar_id.tz = tz
        return [(day, start, stop, None) for day in days for start, stop in hours]

    def test_table(self):
        for why, (hours, tz, leaves, start, minutes, deadline) in TABLE.items():
            with self.subTest(why):
                lines = self.use(hours, tz)
                for begin, stop in leaves:
                    self.make_leave(self.env.company.resource_calendar_id, begin, stop)
                self.target.amount = minutes
                sla = self.assign(start)
                self.assertEqual(sla.deadline, at(deadline))
                walk = Walk(lines, tz, [(at(a), at(b)) for a, b in leaves])
                self.assertEqual(sla.deadline, walk.deadline(at(start), minutes))

    def test_leave_of_a_person_moves_no_promise(self):
        resource = self.env['resource.resource'].create(
            {
                'name': "Rep A",
                'user_id': self.rep_a.id,
                'calendar_id': self.office.id,
                'company_id': self.env.company.id,
                'tz': 'UTC',
            }
        )
        self.make_leave(self.office, '2026-03-02 00:00', '2026-03-03 12:00', resource)
        for base in ('working', 'own'):
            self.target.time_base = base
            self.assertEqual(self.assign('2026-03-02 10:00').deadline, at('2026-03-02 10:30'))

    def test_two_weeks_calendar(self):
        calendar = self.env['resource.calendar'].create(
            {
                'name': "Every other week",
                'tz': 'UTC',
                'two_weeks_calendar': True,
                'attendance_ids': [Command.clear()]
                + [
                    Command.create(
                        {
                            'name': f"{week} {day}",
                            'dayofweek': str(day),
                            'week_type': str(week),
                            'hour_from': start,
                            'hour_to': stop,
                            'day_period': 'morning',
                        }
                    )
                    for week, start, stop in ((0, 8, 12), (1, 14, 18))
                    for day in range(5)
                ],
            }
        )
        self.env.company.resource_calendar_id = calendar
        self.target.amount = 60
        walk = Walk(
            [
                (day, start, stop, week)
                for week, start, stop in ((0, 8, 12), (1, 14, 18))
                for day in range(5)
            ]
        )
        for start in (
            '2026-03-02 07:00',
            '2026-03-06 17:30',
            '2026-03-13 11:30',
            '2026-03-14 03:00',
        ):
            with self.subTest(start):
                self.assertEqual(self.assign(start).deadline, walk.deadline(at(start), 60))

    def test_flexible_hours_count_like_those_of_the_next_in_line(self):
        flexible = self.env['resource.calendar'].create(
            {'name': "Flexible", 'flexible_hours': True, 'hours_per_day': 8, 'tz': 'UTC'}
        )
        self.team.resource_calendar_id = flexible
        self.assertEqual(self.assign('2026-03-07 20:00').deadline, at('2026-03-09 09:30'))
        self.env.company.resource_calendar_id = flexible
        sla = self.assign('2026-03-07 20:00')
        self.assertEqual(sla.deadline, at('2026-03-07 20:30'))
        self.assertIn("every hour counts", sla.note)

    def test_hours_without_hours_say_so_and_give_a_deadline(self):
        self.team.resource_calendar_id = self.make_calendar("Closed for ever", [])
        sla = self.assign('2026-03-02 10:00')
        self.assertEqual(sla.deadline, at('2026-03-02 10:30'))
        self.assertIn("Closed for ever", sla.note)
        self.assertEqual(sla.lead_id.sla_deadline, sla.deadline)

    @settings(deadline=None, max_examples=60)
    @given(STARTS, st.integers(1, 1500), st.sampled_from(ZONES))
    def test_any_deadline_is_that_of_counting_minutes(self, start, minutes, zone):
        schedule = self.rep_a._get_schedule(self.team, self.env.company)._replace(
            calendar=self.night, tz=zone
        )
        [end] = WorkingTime().plan([(schedule, start, timedelta(minutes=minutes))])
        self.assertEqual(end, Walk(self.night_lines, zone).deadline(start, minutes))

    @settings(deadline=None, max_examples=30)
    @given(STARTS, st.integers(0, 20000), st.sampled_from(ZONES))
    @example(at('2026-10-20 00:00'), 7201, 'Europe/Paris')
    def test_any_working_time_is_that_of_counting_minutes(self, start, length, zone):
        schedule = self.rep_a._get_schedule(self.team, self.env.company)._replace(
            calendar=self.night, tz=zone
        )
        end = start + timedelta(minutes=length)
        [worked] = WorkingTime().worked([(schedule, start, end)])
        count = Walk(self.night_lines, zone).worked(start, end)
        # a day of Odoo's ends a microsecond early
        self.assertAlmostEqual(worked, timedelta(minutes=count), delta=timedelta(milliseconds=1))

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.tuples(STARTS, st.integers(-3000, 30000)), min_size=2, max_size=5))
    def test_hours_read_for_one_question_answer_the_next_one_alike(self, questions):
        schedule = self.rep_a._get_schedule(self.team, self.env.company)._replace(
            calendar=self.night, tz='Europe/Paris'
        )
        shared = WorkingTime()
        for start, minutes in questions:
            work, length = timedelta(minutes=minutes), timedelta(minutes=abs(minutes))
            end = start + length
            pause = start + length / 4, start + length / 2
            for ask in (
                lambda hours, job=(schedule, start, length, pause): hours.plan([job]),
                lambda hours, job=(schedule, start, end, work): hours.shift([job]),
                lambda hours, job=(schedule, start, end, pause): hours.worked([job]),
            ):
                self.assertEqual(ask(shared), ask(WorkingTime()))

    def test_hours_that_have_been_read_are_not_read_again(self):
        hours = WorkingTime()
        schedule = hours.schedule_of(self.rep_a, self.team, self.env.company)
        start = at('2026-03-02 10:00')
        [deadline] = hours.plan([(schedule, start, timedelta(minutes=30))])
        with self.assertQueryCount(0):
            same = hours.schedule_of(self.rep_a, self.team, self.env.company)
            hours.shift([(same, start, deadline, timedelta(minutes=-10))])
            hours.plan([(same, deadline, timedelta())])
