from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestReassign(LeadDistributionCase):
    def test_lead_moves_to_the_next_rep(self):
        lead = self.give()
        moved = lead._reassign('lapsed', "Nobody answered in time.")
        self.assertEqual(moved, lead)
        self.assertEqual(lead.user_id, self.rep_b)
        current, before = self.stints(lead)
        self.assertEqual((current.origin, before.release_reason), ('escalation', 'lapsed'))
        self.assertIn("Nobody answered in time.", current.explanation)

    def test_lead_never_goes_back_to_who_failed_it(self):
        lead = self.give()
        lead._reassign('lapsed')
        self.assertFalse(lead._reassign('lapsed'))
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertFalse(self.stints(lead)[0].released_at)

    def test_lapsed_lead_is_not_pushed_back_either(self):
        lead = self.give()
        self.rep_b.lead_available = False
        lead._release('lapsed', "Missed.")
        lead._enqueue_distribution()
        self.distribute()
        self.assertEqual(lead.distribution_state, 'waiting')
        self.assertIn("Rep A has had this lead", lead.distribution_note)

    def test_lead_stays_with_its_rule_although_its_status_moved_on(self):
        self.rule.domain = "[('lead_status_id.meaning', '=', 'new')]"
        lead = self.give()
        lead._change_status(self.status('accepted'))
        self.assertEqual(lead._reassign('lapsed'), lead)
        self.assertEqual(lead.user_id, self.rep_b)

    def test_lead_without_a_rule_keeps_its_owner(self):
        self.rule.domain = "[('name', '=', 'Never')]"
        lead = self.make_leads(1, user_id=self.rep_c.id)
        self.assertFalse(lead._reassign('lapsed'))
        self.assertEqual(lead.user_id, self.rep_c)

    def test_reassigned_lead_credits_the_one_who_lost_it(self):
        lead = self.give()
        lead._reassign('lapsed')
        self.distribute()
        self.assertEqual(self.member(self.rep_a).deficit, 0)
        self.assertEqual(self.member(self.rep_b).deficit, 1)

    def test_released_lead_stays_out(self):
        lead = self.give()
        lead._release('returned', "Not my field.")
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.distribution_state)
        self.assertEqual(lead.assignment_ids.release_note, "Not my field.")

    def test_hooks_are_called_once_per_batch(self):
        leads = self.give(4)
        calls = []
        cls = type(self.env['crm.lead'])
        self.patch(cls, '_after_assignment', lambda self, rows: calls.append(('new', len(rows))))
        self.patch(cls, '_after_release', lambda self, rows: calls.append(('old', len(rows))))
        leads._reassign('lapsed')
        self.assertEqual(calls, [('old', 4), ('new', 4)])

    def test_released_lead_stays_in_its_company(self):
        self.team.company_id = False
        lead = self.give(1, company_id=self.env.company.id)
        self.assertEqual(lead.company_id, self.env.company)
        lead._release('returned')
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.company_id, self.env.company)
