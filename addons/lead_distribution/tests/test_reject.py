from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

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
        self.distribute()
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

    def reason_to_next(self):
        return self.env.ref('lead_distribution.lead_status_reason_reject_conflict')

    def give_back(self, lead, user=None):
        lead.with_user(user or lead.user_id).action_reject(self.reason_to_next().id)

    def test_what_only_this_rep_cannot_take_goes_to_the_next(self):
        self.give_back(self.lead)
        self.distribute()
        self.assertTrue(self.lead.user_id)
        self.assertNotEqual(self.lead.user_id, self.rep)
        self.assertFalse(self.lead.is_rejected)
        self.assertEqual(self.stints(self.lead)[1].release_reason, 'returned')
        self.assertIn("Conflict of interest", self.stints(self.lead)[1].release_note)

    def test_a_claimed_lead_can_be_given_back(self):
        self.lead.with_user(self.rep).action_accept()
        self.give_back(self.lead)
        self.assertEqual(self.lead.lead_status_meaning, 'passed')
        self.distribute()
        self.assertNotEqual(self.lead.user_id, self.rep)

    def test_giving_back_is_no_step_forward_and_nobodys_credit(self):
        for meaning, passed in (('new', False), ('passed', True)):
            lead = self.make_leads(1, user_id=self.rep_a.id)
            if passed:
                lead._change_status(self.status('passed'))
            passed_at = lead.passed_at
            lead.with_user(self.rep_a).action_accept()
            lead.qualified_by_id = False
            self.give_back(lead, self.rep_a)
            with self.subTest(meaning=meaning):
                self.assertEqual(lead.lead_status_meaning, meaning)
                self.assertEqual(lead.passed_at, passed_at)
                self.assertFalse(lead.qualified_by_id)
                self.assertEqual(lead.status_change_ids.sorted('id')[-1:].direction, 'negative')

    def test_nobody_else_is_left(self):
        self.give_back(self.lead)
        self.distribute()
        self.give_back(self.lead)
        self.distribute()
        self.assertFalse(self.lead.user_id)
        self.assertEqual(self.lead.distribution_state, 'waiting')

    def test_replacement_at_once_is_the_next_lead(self):
        self.rule.replacement = 'at_once'
        self.give(3)  # both have had two
        self.assertEqual(self.member(self.rep_a).turn + 1, self.member(self.rep_b).turn)
        lead = self.give(1)
        rep = lead.user_id
        self.give_back(lead)
        self.distribute()
        self.assertEqual(self.give(1).user_id, rep)

    def test_no_replacement(self):
        self.rule.replacement = 'never'
        member = self.member(self.rep)
        before = member.deficit
        self.give_back(self.lead)
        self.assertEqual(member.deficit, before)

    def test_limit_of_rejected_leads_a_day(self):
        self.rule.reject_cap = 1
        self.give_back(self.lead)
        self.distribute()
        other = self.give(2).filtered(lambda lead: lead.user_id == self.rep)[:1]
        self.assertTrue(other)
        with self.assertRaisesRegex(UserError, "given back 1 leads today.*allows 1 a day"):
            self.give_back(other)
        other.with_user(self.leader).action_reject(self.reason_to_next().id)
        self.assertFalse(other.user_id, "a leader may")

    def test_limit_counts_all_rejected_at_once(self):
        self.rule.reject_cap = 1
        leads = self.give(6).filtered(lambda lead: lead.user_id == self.rep)
        with self.assertRaisesRegex(UserError, "allows 1 a day"):
            leads.with_user(self.rep).action_reject(self.reason_to_next().id)

    def test_limit_below_zero(self):
        with (
            mute_logger('odoo.sql_db'),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.rule.reject_cap = -1
            self.env.flush_all()
