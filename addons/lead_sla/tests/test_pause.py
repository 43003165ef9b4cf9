from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import worktime
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LeadSlaCase
from .worktime_walk import Walk, at

DAY = datetime(2026, 3, 2)
OFFICE = [(day, 9, 17, None) for day in range(5)]
minutes = st.integers(0, 9 * 1440).map(lambda number: DAY + timedelta(minutes=number))


@tagged('post_install', '-at_install')
class TestPause(LeadSlaCase):
    """An SLA stands still while the status of its lead says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiting = cls.env['lead.status'].create(
            {'name': "Waiting for papers", 'meaning': 'accepted', 'sequence': 99}
        )
        cls.policy.pause_status_ids = cls.waiting
        cls.target.write({'amount': 2, 'unit': 'hour'})

    def move(self, sla, moment, status):
        with self.at(moment):
            sla.lead_id._change_status(status)
            self.env.flush_all()

    def test_pause_moves_the_deadline_by_the_working_time_paused(self):
        sla = self.assign('2026-03-02 10:00')
        self.move(sla, '2026-03-02 11:00', self.waiting)
        self.assertRecordValues(
            sla,
            [
                {
                    'state': 'paused',
                    'paused_at': at('2026-03-02 11:00'),
                    'next_event_at': False,
                    'deadline': at('2026-03-02 12:00'),
                }
            ],
        )
        self.assertEqual(sla.lead_id.sla_state, 'paused')
        self.sweep('2026-03-02 15:00')
        self.assertEqual(sla.state, 'paused')
        self.move(sla, '2026-03-03 09:30', self.status('accepted'))
        # an hour was left, after 6 hours of Monday and half an hour of Tuesday
        self.assertRecordValues(
            sla,
            [
                {
                    'state': 'running',
                    'paused_at': False,
                    'deadline': at('2026-03-03 10:30'),
                    'next_event_at': at('2026-03-03 10:30'),
                    'paused_minutes': 22.5 * 60,
                    'paused_working_minutes': 6.5 * 60,
                }
            ],
        )
        self.sweep('2026-03-03 10:30')
        self.assertEqual(sla.state, 'missed')

    def test_pause_outside_working_hours_costs_nothing(self):
        sla = self.assign('2026-03-02 16:00')
        self.move(sla, '2026-03-02 18:00', self.waiting)
        self.move(sla, '2026-03-02 20:00', self.status('accepted'))
        self.assertEqual(sla.deadline, at('2026-03-03 10:00'))

    def test_several_pauses_add_up(self):
        sla = self.assign('2026-03-02 10:00')
        for hour in (10, 12):
            self.move(sla, f'2026-03-02 {hour}:30', self.waiting)
            self.move(sla, f'2026-03-02 {hour + 1}:30', self.status('accepted'))
        self.assertEqual(sla.deadline, at('2026-03-02 14:00'))
        self.assertEqual(sla.paused_minutes, 120)

    def test_sla_time_moves_by_all_of_the_pause(self):
        self.target.time_base = 'clock'
        sla = self.assign('2026-03-02 10:00')
        self.move(sla, '2026-03-02 11:00', self.waiting)
        self.move(sla, '2026-03-03 11:00', self.status('accepted'))
        self.assertEqual(sla.deadline, at('2026-03-03 12:00'))

    def test_lead_that_comes_with_the_status_begins_paused(self):
        lead = self.make_leads(1)
        lead._change_status(self.waiting)
        sla = self.assign('2026-03-02 10:00', lead=lead)
        self.assertRecordValues(sla, [{'state': 'paused', 'next_event_at': False}])
        self.move(sla, '2026-03-02 12:00', self.status('accepted'))
        self.assertEqual(sla.deadline, at('2026-03-02 14:00'))

    def test_answer_in_a_pause_is_in_time(self):
        sla = self.assign('2026-03-02 10:00')
        self.move(sla, '2026-03-02 11:00', self.waiting)
        self.call(sla.lead_id, '2026-03-04 10:00')
        self.assertRecordValues(
            sla,
            [
                {
                    'state': 'met',
                    'deadline': at('2026-03-04 11:00'),
                    'response_minutes': 48 * 60,
                    'response_working_minutes': 60,
                    'paused_minutes': 47 * 60,
                    'paused_working_minutes': 15 * 60,
                }
            ],
        )

    def test_what_is_overdue_is_no_longer_paused(self):
        sla = self.assign('2026-03-02 10:00')
        self.move(sla, '2026-03-02 13:00', self.waiting)
        self.assertEqual(sla.state, 'running')
        self.sweep('2026-03-02 13:01')
        self.assertEqual(sla.state, 'missed')

    def test_status_that_ends_slas_cannot_pause_them(self):
        for meaning in ('recycle', 'unreachable', 'trash'):
            with self.subTest(meaning), self.assertRaisesRegex(ValidationError, "cannot pause"):
                self.policy.pause_status_ids = self.status(meaning)

    @settings(deadline=None)
    @given(minutes, st.integers(1, 1200), st.lists(minutes, max_size=6, unique=True))
    def test_deadline_moves_by_exactly_the_working_time_paused(self, start, length, edges):
        edges = sorted(edge for edge in edges if edge >= start)
        pauses = list(zip(edges[::2], edges[1::2], strict=False))
        hours = worktime.Hours(
            [
                (DAY + timedelta(days=day, hours=9), DAY + timedelta(days=day, hours=17))
                for day in range(40)
                if day % 7 < 5
            ]
        )
        work = timedelta(minutes=length)
        deadline = hours.plan(start, work, *pauses)
        self.assertEqual(deadline, Walk(OFFICE, pauses=pauses).deadline(start, length))
        within = [(begin, min(stop, deadline)) for begin, stop in pauses if begin < deadline]
        paused = sum((hours.worked(*pause) for pause in within), timedelta())
        self.assertEqual(hours.worked(hours.plan(start, work), deadline), paused)
