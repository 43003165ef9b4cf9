from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestClaim(LeadDistributionCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool()

    def test_member_claims_a_lead(self):
        lead = self.give()
        action = lead.with_user(self.rep_a).action_claim()
        self.assertEqual(action['res_id'], lead.id)
        self.assertRecordValues(
            lead,
            [{'user_id': self.rep_a.id, 'pool_id': False, 'distribution_state': 'assigned'}],
        )
        self.assertEqual(lead.assignment_ids.origin, 'claim')
        self.assertEqual(
            lead.assignment_ids.explanation, "Rep A claimed the lead from the pool Pool."
        )

    def test_who_claims_a_lead_accepts_it(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        self.assertEqual(lead.lead_status_meaning, 'accepted')

    def test_second_claim_names_the_winner(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        with self.assertRaisesRegex(UserError, "Rep A was faster"):
            lead.with_user(self.rep_b).action_claim()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_claiming_twice_just_opens_the_lead(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        self.assertEqual(lead.with_user(self.rep_a).action_claim()['res_id'], lead.id)
        self.assertEqual(len(lead.assignment_ids), 1)

    def test_a_lead_that_is_ones_own_just_opens(self):
        lead = self.make_leads(1, user_id=self.rep_a.id)
        self.assertEqual(lead.with_user(self.rep_a).action_claim()['res_id'], lead.id)

    def test_one_lead_at_a_time(self):
        for leads in (self.env['crm.lead'], self.give(2)):
            with self.assertRaisesRegex(UserError, "Choose one lead to claim"):
                leads.with_user(self.rep_a).action_claim()

    def test_only_members_claim(self):
        lead = self.give()
        with self.assertRaises(AccessError):
            lead.with_user(self.rep_c).action_claim()
        with self.assertRaises(AccessError):
            lead.with_user(self.leader).action_claim()
        with self.assertRaises(AccessError):
            self.pool.with_user(self.rep_c).action_claim_next()

    def test_marketers_do_not_claim(self):
        self.pool.user_ids += self.marketer
        lead = self.give()
        with self.assertRaisesRegex(AccessError, "Only salespeople"):
            lead.with_user(self.marketer).action_claim()
        with self.assertRaisesRegex(AccessError, "Only salespeople"):
            self.pool.with_user(self.marketer).action_claim_next()

    def test_strangers_do_not_learn_who_claimed(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        with self.assertRaisesRegex(AccessError, "You cannot claim this lead"):
            lead.with_user(self.rep_c).action_claim()

    def test_only_while_available(self):
        self.rep_a.lead_available = False
        with self.assertRaisesRegex(UserError, "not available"):
            self.give().with_user(self.rep_a).action_claim()

    def test_daily_limit(self):
        self.pool.daily_cap = 1
        first, second = self.give(2)
        first.with_user(self.rep_a).action_claim()
        with self.assertRaisesRegex(UserError, r"limit of leads a day of the pool Pool \(1\)"):
            second.with_user(self.rep_a).action_claim()
        with self.assertRaisesRegex(UserError, r"limit of leads a day of the pool Pool \(1\)"):
            self.pool.with_user(self.rep_a).action_claim_next()
        second.with_user(self.rep_b).action_claim()

    def test_open_limit(self):
        self.pool.open_cap = 1
        self.make_leads(1, user_id=self.rep_a.id)
        with self.assertRaisesRegex(UserError, "limit of open leads"):
            self.give().with_user(self.rep_a).action_claim()

    def test_claim_next_gives_the_best(self):
        plain, urgent = self.give(2)
        urgent.priority = '3'
        self.pool.with_user(self.rep_a).action_claim_next()
        self.assertEqual(urgent.user_id, self.rep_a)
        self.assertFalse(plain.user_id)

    def test_claim_next_skips_what_the_rep_let_go(self):
        lead, other = self.give(2)
        lead.with_user(self.rep_a).action_claim()
        lead._release('lapsed')
        lead._enqueue_distribution()
        self.distribute()
        self.assertEqual(lead.pool_id, self.pool)
        self.pool.with_user(self.rep_a).action_claim_next()
        self.assertEqual(other.user_id, self.rep_a)
        with self.assertRaisesRegex(UserError, "There is no lead for you"):
            self.pool.with_user(self.rep_a).action_claim_next()
        with self.assertRaisesRegex(UserError, "had this lead before"):
            lead.with_user(self.rep_a).action_claim()

    def test_empty_pool_says_so(self):
        with self.assertRaisesRegex(UserError, "There is no lead for you"):
            self.pool.with_user(self.rep_a).action_claim_next()

    def test_lead_taken_by_hand_says_whose_it_is(self):
        lead = self.give()
        lead.with_user(self.leader).user_id = self.rep_b
        self.assertFalse(lead.pool_id)
        with self.assertRaises(AccessError):
            lead.with_user(self.rep_a).action_claim()
        with self.assertRaisesRegex(UserError, "belongs to Rep B"):
            lead.with_user(self.leader).action_claim()

    def test_a_deleted_lead_says_so(self):
        lead = self.give()
        lead.unlink()
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            lead.with_user(self.rep_a).action_claim()

    def test_an_archived_lead_is_in_no_pool(self):
        lead = self.give()
        lead.with_user(self.leader).action_archive()
        self.assertFalse(lead.pool_id)
        with self.assertRaisesRegex(UserError, "archived, so nobody can claim it"):
            lead.with_user(self.rep_a).action_claim()

    def test_a_lead_that_lies_in_no_pool(self):
        lead = self.make_leads(1)
        with self.assertRaisesRegex(UserError, "in no pool, so nobody"):
            lead.with_user(self.rep_a).action_claim()

    def test_a_closed_pool(self):
        lead = self.give()
        self.env.cr.execute('UPDATE lead_pool SET active = false WHERE id = %s', [self.pool.id])
        self.pool.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "The pool Pool is closed"):
            lead.with_user(self.rep_a).action_claim()
