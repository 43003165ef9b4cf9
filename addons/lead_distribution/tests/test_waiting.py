from datetime import timedelta

from odoo import fields
from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestWaiting(LeadDistributionCase):
    """A lead nobody can take is visible, says why, and is tried again."""

    def setUp(self):
        super().setUp()
        (self.rep_a + self.rep_b).lead_available = False

    def test_waiting_lead_says_why(self):
        lead = self.give()
        self.assertEqual(lead.distribution_state, 'waiting')
        self.assertIn("Rep A is not available", lead.distribution_note)
        self.assertIn("Rep B is not available", lead.distribution_note)

    def test_waiting_lead_has_a_next_try(self):
        self.rule.retry_minutes = 30
        lead = self.give()
        self.assertGreater(lead.next_try_at, self.env.cr.now() + timedelta(minutes=28))
        trigger = self.env['ir.cron.trigger'].search(
            [('cron_id', '=', self.cron.id), ('call_at', '=', lead.next_try_at)]
        )
        self.assertTrue(trigger)

    def test_waiting_lead_is_left_alone_until_its_time(self):
        lead = self.give()
        due = self.env['crm.lead'].search(self.env['crm.lead']._get_due_domain())
        self.assertNotIn(lead, due)

    def test_waiting_lead_is_tried_when_its_time_comes(self):
        lead = self.give()
        self.env['crm.lead'].search([]).invalidate_recordset()
        self.env.cr.execute("UPDATE res_users SET lead_available = true")
        self.env.invalidate_all()
        lead._write_distribution({'next_try_at': self.env.cr.now() - timedelta(minutes=1)})
        self.distribute()
        self.assertTrue(lead.user_id)

    def test_returning_rep_gets_the_waiting_leads_oldest_first(self):
        first, second = self.give(2)
        self.member(self.rep_b).daily_cap = 1
        self.rep_b.with_user(self.rep_b).lead_available = True
        self.distribute()
        self.assertEqual(first.user_id, self.rep_b)
        self.assertEqual(second.distribution_state, 'waiting')
        self.assertIn("limit for today", second.distribution_note)

    def test_returning_rep_wakes_the_run(self):
        self.give()
        now = [('cron_id', '=', self.cron.id), ('call_at', '<=', fields.Datetime.now())]
        triggers = self.env['ir.cron.trigger'].search_count(now)
        self.rep_b.lead_available = True
        self.assertGreater(self.env['ir.cron.trigger'].search_count(now), triggers)

    def test_new_member_gets_the_waiting_leads(self):
        lead = self.give()
        self.rule.member_ids = [(0, 0, {'user_id': self.rep_c.id})]
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)

    def test_unmatched_lead_says_so(self):
        self.rule.domain = "[('name', '=', 'Never')]"
        lead = self.give()
        self.assertEqual(lead.distribution_state, 'unmatched')
        self.assertIn("No distribution rule matches", lead.distribution_note)

    def test_new_rule_takes_unmatched_leads(self):
        self.rule.domain = "[('name', '=', 'Never')]"
        lead = self.give()
        self.make_rule("Rest", self.rep_c)
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)

    def test_change_of_the_lead_takes_it_out_of_unmatched(self):
        self.rule.domain = "[('name', '=', 'Gold')]"
        self.rule.member_ids = [(0, 0, {'user_id': self.rep_c.id})]
        lead = self.give(name="Coal")
        lead.with_user(self.leader).name = "Gold"
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)

    def test_fallback_person_takes_what_nobody_can(self):
        self.rule.write({'fallback': 'person', 'fallback_user_id': self.rep_c.id})
        lead = self.give()
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertIn("Rep A is not available", lead.assignment_ids.exclusion_text)

    def test_fallback_next_rule(self):
        self.rule.fallback = 'next_rule'
        self.make_rule("Second", self.rep_c)
        self.assertEqual(self.give().user_id, self.rep_c)

    def test_note_is_in_the_language_of_the_reader(self):
        self.env['res.lang']._activate_lang('ar_001')
        lead = self.give()
        self.assertTrue(lead.with_context(lang='ar_001').distribution_note)
        self.assertEqual(lead.distribution_reason['key'], 'nobody')
