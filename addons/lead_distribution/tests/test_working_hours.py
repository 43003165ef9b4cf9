from datetime import datetime

from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.tests import new_test_user, tagged

from .common_presence import PresenceCase

# 2026-03-02 is a Monday
MORNING, NOON, EVENING = '2026-03-02 08:00', '2026-03-02 12:00', '2026-03-02 20:00'


@tagged('post_install', '-at_install')
class TestWorkingHours(PresenceCase):
    """Only who works now gets a lead, where the rule wants that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.only_working_hours = True

    def assert_next_try(self, lead, moment):
        self.assertEqual(lead.distribution_state, 'waiting')
        self.assertEqual(lead.next_try_at, datetime.fromisoformat(moment))

    def test_nobody_works_in_the_evening(self):
        self.assertEqual(self.give_at(NOON).user_id, self.rep_a)
        lead = self.give_at(EVENING)
        self.assert_next_try(lead, '2026-03-03 09:00')
        self.assertIn("Rep A is outside working hours", lead.distribution_note)
        self.assertIn(lead.next_try_at, self.triggers(self.cron))
        with self.at('2026-03-03 09:00'):
            self.distribute()
        self.assertEqual(lead.user_id, self.rep_b)

    def test_a_rule_that_does_not_care_gives_at_night(self):
        self.rule.only_working_hours = False
        self.assertTrue(self.give_at(EVENING).user_id)

    def test_lead_of_friday_evening_waits_until_monday(self):
        self.assert_next_try(self.give_at('2026-03-06 18:00'), '2026-03-09 09:00')

    def test_hours_of_the_rep_before_team_before_company(self):
        self.rule.team_id = self.team
        self.team.resource_calendar_id = self.make_calendar("Early", [(6, 14)])
        self.make_resource(self.rep_b, self.make_calendar("Late", [(18, 22)]))
        self.assertEqual(set(self.owners(self.give_at(MORNING, 2))), {self.rep_a})
        self.assertEqual(set(self.owners(self.give_at(EVENING, 2))), {self.rep_b})
        self.assert_next_try(self.give_at('2026-03-02 15:00'), '2026-03-02 18:00')

    def test_hours_are_those_of_the_company_of_the_rep(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        other.resource_calendar_id = self.make_calendar("Night", [(19, 23)])
        night_owl = new_test_user(
            self.env,
            'owl',
            SALESMAN,
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
            tz='UTC',
        )
        self.rule.member_ids = [(0, 0, {'user_id': night_owl.id})]
        lead = self.give_at(EVENING, company_id=other.id, team_id=False)
        self.assertEqual(lead.user_id, night_owl)
        lead = self.give_at(NOON, company_id=other.id, team_id=False)
        self.assertEqual(lead.distribution_state, 'waiting')

    def test_hours_are_in_the_time_zone_of_the_rep(self):
        self.rep_a.tz = 'Asia/Dubai'  # four hours ahead
        self.assertEqual(set(self.owners(self.give_at('2026-03-02 05:30', 2))), {self.rep_a})
        self.assertEqual(set(self.owners(self.give_at('2026-03-02 16:00', 2))), {self.rep_b})

    def test_hours_follow_summer_time(self):
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        self.rep_a.tz = 'Europe/Paris'
        # nine in the morning is 8:00 UTC in winter and 7:00 UTC from the 29th of March
        self.assert_next_try(self.give_at('2026-03-27 07:30'), '2026-03-27 08:00')
        self.assert_next_try(self.give_at('2026-03-27 18:00'), '2026-03-30 07:00')
        self.assertTrue(self.give_at('2026-03-30 07:00').user_id)

    def test_holiday_is_no_working_time(self):
        self.env['resource.calendar.leaves'].create(
            {
                'name': "Holiday",
                'calendar_id': self.office.id,
                'date_from': '2026-03-02 00:00:00',
                'date_to': '2026-03-02 23:59:59',
            }
        )
        self.assert_next_try(self.give_at(NOON), '2026-03-03 09:00')

    def test_working_hours_without_hours_are_said_clearly(self):
        self.office.attendance_ids.unlink()
        lead = self.give_at(NOON)
        self.assertEqual(lead.distribution_state, 'waiting')
        self.assertIn("without a single hour", lead.distribution_note)
        self.assert_next_try(lead, '2026-03-02 12:15')

    def test_without_any_hours_everybody_works(self):
        self.env.company.resource_calendar_id = False
        self.assertTrue(self.give_at(EVENING).user_id)

    def test_next_try_is_that_of_the_first_who_works(self):
        self.make_resource(self.rep_b, self.make_calendar("Late", [(18, 22)]))
        self.assert_next_try(self.give_at('2026-03-02 17:30'), '2026-03-02 18:00')

    def test_a_rep_who_may_have_room_any_time_is_asked_every_few_minutes(self):
        self.member(self.rep_b).open_cap = 1
        self.make_leads(1, user_id=self.rep_b.id)
        self.make_resource(self.rep_a, self.make_calendar("Late", [(18, 22)]))
        self.assert_next_try(self.give_at(NOON), '2026-03-02 12:15')

    def test_calendars_are_read_once_for_all_leads(self):
        def queries(count):
            leads = self.make_leads(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._decide()
            return self.env.cr.sql_log_count - before

        with self.at(NOON):
            queries(2)
            few, many = queries(2), queries(60)
        self.assertLessEqual(many, few + 2)

    def test_claiming_is_free_at_any_hour(self):
        self.make_pool()
        lead = self.give_at(EVENING)
        with self.at(EVENING):
            lead.with_user(self.rep_a).action_claim()
        self.assertEqual(lead.user_id, self.rep_a)


@tagged('post_install', '-at_install')
class TestLeave(PresenceCase):
    """Who is on leave gets nothing, whatever the rule says about hours."""

    def test_rep_on_leave_gets_nothing(self):
        self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-03 17:00:00')
        self.assertEqual(set(self.owners(self.give_at(NOON, 3))), {self.rep_b})
        self.assertIn(self.rep_a, self.owners(self.give_at('2026-03-04 10:00', 3)))

    def test_leave_is_said_and_waited_for(self):
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-03 17:00:00')
        lead = self.give_at(NOON)
        self.assertIn("Rep A is on leave", lead.distribution_note)
        self.assertEqual(lead.next_try_at, datetime(2026, 3, 3, 17))

    def test_leave_of_another_kind_is_work(self):
        leave = self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-03 17:00:00')
        leave.time_type = 'other'
        self.assertIn(self.rep_a, self.owners(self.give_at(NOON, 2)))

    def test_cancelled_leave_wakes_waiting_leads(self):
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        leave = self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-03 17:00:00')
        lead = self.give_at(NOON)
        leave.unlink()
        with self.at('2026-03-02 12:01'):
            self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_leave_of_a_machine_wakes_nothing(self):
        machine = self.env['resource.resource'].create(
            {'name': "Press", 'resource_type': 'material'}
        )
        before = self.env['lead.distribution.wake'].search_count([])
        span = {'date_from': '2026-03-02 09:00:00', 'date_to': '2026-03-03 17:00:00'}
        maintenance = self.env['resource.calendar.leaves'].create(
            {'resource_id': machine.id, 'name': "Maintenance", **span}
        )
        maintenance.date_to = '2026-03-04 17:00:00'
        maintenance.unlink()
        self.assertEqual(self.env['lead.distribution.wake'].search_count([]), before)
        self.make_leave(self.rep_a, *span.values())
        self.assertGreater(self.env['lead.distribution.wake'].search_count([]), before)
