from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestClaimMany(PoolCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool()

    def many(self, leads, rep=None):
        return leads.with_user(rep or self.rep_a).action_claim_many()

    def message(self, action):
        self.assertEqual(action['tag'], 'display_notification')
        return action['params']['message']

    def test_too_many_at_once_are_refused(self):
        leads = self.env['crm.lead'].with_user(self.rep_a).browse(range(1, 1_000_001))
        with self.assertRaisesRegex(UserError, "at most 300 leads"):
            leads.action_claim_many()

    def test_all_of_a_selection(self):
        leads = self.give(3)
        action = self.many(leads)
        self.assertEqual(leads.user_id, self.rep_a)
        self.assertEqual(action['res_model'], 'crm.lead')
        self.assertEqual(action['domain'], [('id', 'in', leads.ids)])
        self.assertEqual(leads.assignment_ids.mapped('origin'), ['claim'] * 3)

    def test_several_open_where_their_phone_numbers_are(self):
        view = dict(map(reversed, self.many(self.give(2))['views']))['list']
        self.assertIn('name="phone"', self.env['crm.lead'].get_view(view, 'list')['arch'])

    def test_one_alone_opens_its_form(self):
        lead = self.give()
        self.assertEqual(self.many(lead)['res_id'], lead.id)

    def test_half_of_them_are_gone(self):
        mine, taken, by_hand, archived, deleted, other = self.give(6)
        taken.with_user(self.rep_b).action_claim()
        by_hand.with_user(self.leader).user_id = self.leader
        archived.with_user(self.leader).action_archive()
        leads = mine + taken + by_hand + archived + deleted + other
        deleted.unlink()
        action = self.many(leads)
        self.assertEqual((mine + other).user_id, self.rep_a)
        self.assertEqual(taken.user_id, self.rep_b)
        message = self.message(action)
        self.assertIn("You have 2 of these 6 leads.", message)
        self.assertIn("1 not claimed: Rep B was faster: this lead is claimed already.", message)
        self.assertIn("1 not claimed: This lead does not exist any more.", message)
        self.assertIn("1 not claimed: This lead is archived, so nobody can claim it.", message)
        self.assertIn("1 not claimed: You cannot claim this lead", message)
        self.assertEqual(action['params']['next']['domain'], [('id', 'in', (mine + other).ids)])

    def test_no_more_than_the_limit_in_the_order_of_the_selection(self):
        self.pool.unworked_claim_cap = 2
        leads = self.give(4)
        message = self.message(self.many(leads[3] + leads[1] + leads[0] + leads[2]))
        self.assertEqual((leads[3] + leads[1]).user_id, self.rep_a)
        self.assertFalse((leads[0] + leads[2]).user_id)
        self.assertIn(
            "2 not claimed: You have reached the limit of leads not worked on of the pool Pool (2)",
            message,
        )

    def test_every_limit_binds(self):
        for limit, words in {
            'daily_cap': "limit of leads a day",
            'weekly_cap': "limit of leads a week",
            'open_cap': "limit of open leads",
            'hourly_claim_cap': "claims an hour",
            'daily_claim_cap': "claims a day",
            'unworked_claim_cap': "not worked on",
            'cool_down_minutes': "can claim again",
        }.items():
            with self.subTest(limit=limit):
                self.pool[limit] = 1
                leads = self.give(3)
                message = self.message(self.many(leads))
                self.assertIn("You have 1 of these 3 leads.", message)
                self.assertRegex(message, f"2 not claimed: .*{words}")
                self.pool[limit] = 0
                leads.assignment_ids.unlink()
                leads.unlink()

    def test_none_of_them_is_an_error_that_says_why(self):
        leads = self.give(2)
        self.rep_a.lead_available = False
        with self.assertRaisesRegex(UserError, "^You are not available for leads"):
            self.many(leads)

    def test_nothing_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose the leads you want to claim"):
            self.many(self.env['crm.lead'])

    def test_who_is_no_member_gets_none(self):
        with self.assertRaisesRegex(UserError, "Only members of the pool"):
            self.many(self.give(2), self.rep_c)

    def test_only_salespeople(self):
        with self.assertRaisesRegex(AccessError, "Only salespeople"):
            self.many(self.give(2), self.marketer)

    def test_those_claimed_before_open_with_the_others(self):
        leads = self.give(2)
        leads[0].with_user(self.rep_a).action_claim()
        self.assertEqual(self.many(leads)['domain'], [('id', 'in', leads.ids)])

    def test_blind_leads_cannot_be_claimed_by_their_number(self):
        self.pool.method = 'blind_pull'
        leads = self.give(2)
        with self.assertRaisesRegex(UserError, "^You cannot claim this lead"):
            self.many(leads)

    def test_queries_do_not_grow_with_the_leads(self):
        def count(number):
            leads = self.give(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.many(leads)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)
        few, many = count(5), count(50)
        self.assertLess(many - few, 10, f"{few} queries for 5 leads, {many} for 50")
