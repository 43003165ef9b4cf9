from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestReject(LeadDistributionCase):
    def setUp(self):
        super().setUp()
        self.because = self.env.ref('lead_qualification.lead_status_reason_reject_info')
        self.lead = self.make_leads(1)
        self.lead.generated_by_id = self.marketer
        self.distribute()
        self.rep = self.lead.user_id

    def test_a_rejected_lead_waits_for_marketing(self):
        self.lead.with_user(self.rep).action_reject(self.because.id, "Which budget?")
        self.distribute()
        self.assertFalse(self.lead.user_id, "it does not go to the next rep")
        self.assertFalse(self.lead.distribution_state)
        self.assertEqual(self.lead.returned_to_id, self.marketer)
        stint = self.lead.assignment_ids
        self.assertEqual(stint.release_reason, 'returned')
        self.assertIn("Which budget?", stint.release_note)

    def test_passed_again_it_goes_to_somebody_else(self):
        self.lead.with_user(self.rep).action_reject(self.because.id)
        self.lead.with_user(self.marketer).action_pass_to_sales()
        self.distribute()
        self.assertTrue(self.lead.user_id)
        self.assertNotEqual(self.lead.user_id, self.rep)

    def test_the_one_who_rejected_gets_his_turn_back(self):
        member = self.rule.member_ids.filtered(lambda m: m.user_id == self.rep)
        before = member.deficit
        self.lead.with_user(self.rep).action_reject(self.because.id)
        self.assertLess(member.deficit, before)

    def test_leads_the_rules_give_away_are_announced_by_them(self):
        self.team.user_id = self.leader
        self.rule.domain = "[('lead_status_id.meaning', '=', 'passed')]"
        lead = self.make_leads(1, team_id=self.team.id)
        lead.with_user(self.marketer).action_pass_to_sales()
        self.assertFalse(
            self.env['mail.message'].search_count(
                [('partner_ids', 'in', self.leader.partner_id.ids), ('res_id', '=', lead.id)]
            )
        )
        self.distribute()
        self.assertTrue(lead.user_id)
