import math
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ..models.recall import forgetting
from .common_plan import LeadPlanCase

DAYS = st.floats(min_value=0, max_value=3650)
HALF_LIVES = st.floats(min_value=0.1, max_value=1000)
LEVELS = st.floats(min_value=0.01, max_value=0.99)


@tagged('post_install', '-at_install')
class TestForgetting(BaseCase):
    """R(t) = e^(-kt), with k as a half-life."""

    @given(DAYS, HALF_LIVES)
    def test_retention_is_the_curve(self, days, half_life):
        k = math.log(2) / half_life
        self.assertTrue(
            math.isclose(forgetting.retention(days, half_life), math.exp(-k * days), rel_tol=1e-12)
        )

    @given(HALF_LIVES, st.integers(min_value=0, max_value=20))
    def test_each_half_life_halves_it(self, half_life, times):
        level = forgetting.retention(half_life * times, half_life)
        self.assertTrue(math.isclose(level, 0.5**times, rel_tol=1e-9))

    @given(LEVELS, HALF_LIVES)
    def test_days_until_a_level_are_the_way_back(self, level, half_life):
        days = forgetting.days_until(level, half_life)
        self.assertTrue(math.isclose(forgetting.retention(days, half_life), level, rel_tol=1e-9))

    def test_nothing_is_forgotten_before_the_contact(self):
        self.assertEqual(forgetting.retention(-3, 10), 1)


@tagged('post_install', '-at_install')
class TestRetention(LeadPlanCase):
    """When a lead is forgotten is stored; only touches, teams and half-lives move it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.active = False
        cls.env.company.write({'lead_half_life_days': 10, 'lead_forget_threshold': 50})
        cls.lead = cls.make_leads(1, user_id=cls.rep_a.id, company_id=cls.env.company.id)
        cls.remind_cron = cls.env.ref('lead_sla.ir_cron_remind_forgotten')

    def remind(self, moment):
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.remind_cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_touch_of_either_side_refreshes_the_memory(self):
        self.call(self.lead, '2026-03-02 10:00')
        self.assertEqual(self.lead.last_contact_at, datetime(2026, 3, 2, 10))
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 12, 10), "one half-life")
        self.call(self.lead, '2026-03-05 10:00', direction='in')
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 15, 10))

    def test_call_that_did_not_get_through_refreshes_nothing(self):
        self.call(self.lead, '2026-03-02 10:00')
        for outcome in ('no_answer', 'busy', 'wrong_number'):
            self.call(self.lead, '2026-03-05 10:00', outcome=outcome)
        self.env['crm.lead']._remember_anew()
        self.assertEqual(self.lead.last_contact_at, datetime(2026, 3, 2, 10))

    def test_older_touch_told_later_refreshes_nothing(self):
        self.call(self.lead, '2026-03-05 10:00')
        self.call(self.lead, '2026-03-06 10:00', date=datetime(2026, 3, 1, 10))
        self.assertEqual(self.lead.last_contact_at, datetime(2026, 3, 5, 10))

    def test_retention_now_is_on_the_curve(self):
        self.call(self.lead, '2026-03-02 10:00')
        for days in (0, 1, 3.5, 10, 40):
            self.lead.invalidate_recordset(['retention'])
            with self.at(str(datetime(2026, 3, 2, 10) + timedelta(days=days))):
                expected = 100 * math.exp(-math.log(2) / 10 * days)
                self.assertAlmostEqual(self.lead.retention, expected, places=1)

    def test_threshold_says_what_is_forgotten(self):
        self.call(self.lead, '2026-03-02 10:00')
        self.env.company.lead_forget_threshold = 25
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 22, 10), "two half-lives")

    def test_team_has_its_own_half_life(self):
        self.call(self.lead, '2026-03-02 10:00')
        self.team.lead_half_life_days = 2
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 4, 10))
        self.team.lead_half_life_days = 0
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 12, 10), "the company's again")

    def test_move_to_another_team_counts(self):
        team = self.env['crm.team'].create({'name': "Quick", 'lead_half_life_days': 1})
        self.call(self.lead, '2026-03-02 10:00')
        self.lead.team_id = team
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 3, 10))

    def test_statement_and_touch_agree(self):
        for half_life, threshold in ((0.3, 37), (7, 50), (14.5, 80), (365, 1)):
            self.env.company.write(
                {'lead_half_life_days': half_life, 'lead_forget_threshold': threshold}
            )
            self.call(self.lead, '2026-03-02 10:00')
            by_touch = self.lead.forget_at
            self.lead.forget_at = False
            self.env['crm.lead']._remember_anew()
            self.assertAlmostEqual(self.lead.forget_at, by_touch, delta=timedelta(seconds=1))
            self.lead.touch_ids.unlink()
            self.lead.last_contact_at = False

    def test_touches_from_before_the_curve_count_when_it_is_switched_on(self):
        self.call(self.lead, '2026-03-02 10:00')
        self.env.company.lead_half_life_days = 0
        self.assertFalse(self.lead.forget_at)
        self.env.flush_all()
        self.cr.execute("UPDATE crm_lead SET last_contact_at = NULL")
        self.env.invalidate_all()
        self.env.company.lead_half_life_days = 10
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 12, 10))

    def test_half_life_edited_is_one_statement_for_any_number_of_leads(self):
        counts = []
        for number in (2, 40):
            for lead in self.make_leads(number, company_id=self.env.company.id):
                self.call(lead, '2026-03-02 10:00')
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.team.lead_half_life_days = number
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_touch_costs_the_same_for_many_leads(self):
        counts = []
        for number in (5, 50):
            leads = self.make_leads(number, company_id=self.env.company.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with self.at('2026-03-02 10:00'):
                leads._follow_up('email')
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    def test_reminder_once_per_lapse(self):
        self.call(self.lead, '2026-03-02 10:00')
        self.remind('2026-03-12 09:59')
        self.assertFalse(self.lead.activity_ids)
        self.remind('2026-03-12 10:00')
        self.remind('2026-03-12 10:00')
        self.remind('2026-03-20 10:00')
        self.assertEqual(len(self.lead.activity_ids), 1)
        self.assertEqual(self.lead.activity_ids.user_id, self.rep_a)

    def test_contact_ends_the_reminder_and_the_next_lapse_has_its_own(self):
        self.call(self.lead, '2026-03-02 10:00')
        self.remind('2026-03-12 10:00')
        self.call(self.lead, '2026-03-13 10:00')
        self.assertFalse(self.lead.activity_ids)
        self.remind('2026-03-23 10:00')
        self.assertEqual(len(self.lead.activity_ids), 1)

    def test_no_mail_for_each_reminder(self):
        self.call(self.lead, '2026-03-02 10:00')
        with self.mock_mail_gateway():
            self.remind('2026-03-12 10:00')
        self.assertFalse(self._new_mails)

    def test_leader_is_reminded_of_leads_without_owner_and_nobody_of_closed_ones(self):
        unowned, won, gone = self.make_leads(3, company_id=self.env.company.id, type='opportunity')
        for lead in unowned | won | gone:
            self.call(lead, '2026-03-02 10:00', user=self.leader)
        won.action_set_won()
        gone._change_status(self.status('unreachable'), self.reason('unreachable'))
        self.remind('2026-03-12 10:00')
        self.assertEqual(unowned.activity_ids.user_id, self.leader)
        self.assertFalse((won | gone).activity_ids)

    def test_switching_on_floods_nobody_with_reminders_of_the_past(self):
        self.env.company.lead_half_life_days = 0
        self.call(self.lead, '2026-03-02 10:00')
        with self.at('2026-06-01 10:00'):
            self.env.company.lead_half_life_days = 10
        self.assertEqual(self.lead.forget_at, datetime(2026, 3, 12, 10), "in the list")
        self.remind('2026-06-02 10:00')
        self.assertFalse(self.lead.activity_ids)

    def test_memory_is_the_systems_to_keep(self):
        for fname in ('last_contact_at', 'forget_at', 'forget_next_at'):
            with self.assertRaises(AccessError):
                self.lead.with_user(self.rep_a).write({fname: '2026-01-01 10:00:00'})

    def test_list_is_ordered_by_what_is_forgotten_first(self):
        later = self.make_leads(1, user_id=self.rep_a.id, company_id=self.env.company.id)
        self.call(later, '2026-03-04 10:00')
        self.call(self.lead, '2026-03-02 10:00')
        leads = self.env['crm.lead'].with_user(self.rep_a)
        found = leads.search([('forget_at', '<', '2026-03-20')], order='forget_at')
        self.assertEqual(found, self.lead | later)

    def test_merge_keeps_the_latest_contact(self):
        other = self.make_leads(1, user_id=self.rep_a.id, company_id=self.env.company.id)
        self.call(self.lead, '2026-03-02 10:00')
        self.call(other, '2026-03-04 10:00')
        merged = (self.lead | other).merge_opportunity()
        self.assertEqual(merged.last_contact_at, datetime(2026, 3, 4, 10))
