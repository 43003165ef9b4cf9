import json
from itertools import product

from odoo.exceptions import MissingError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common_pool import PoolCase

METHODS = ('action_claim', 'action_claim_many', 'action_claim_next')
# what a client can send in the place of ids, and none of it names a record
TEXTS = ['abc', "1'; --", '', '7']
NUMBERS = [1.5, 1.0, -1, 0, 2**31, 10**30]
OTHERS = [True, None, [1], [[1, 2]], {'id': 1}]


@tagged('post_install', '-at_install')
class TestClaimIds(PoolCase):
    """Whatever is sent as an id is claimed, or answered with a plain sentence."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool()

    def call(self, method, ids):
        """Call as a client does: what it sends has been JSON."""
        model = 'lead.pool' if method == 'action_claim_next' else 'crm.lead'
        records = self.env[model].with_user(self.rep_a)
        return call_kw(records, method, json.loads(json.dumps([ids])), {})

    def test_what_is_no_id_gets_a_sentence(self):
        for nonsense, method in product(TEXTS + NUMBERS + OTHERS, METHODS):
            with (
                self.subTest(nonsense=nonsense, method=method),
                self.assertRaisesRegex(UserError, "whole numbers above 0"),
            ):
                self.call(method, [nonsense])

    def test_what_is_no_list_gets_a_sentence(self):
        for nonsense, method in product(('abc', None, False, [], {}), METHODS):
            with self.subTest(nonsense=nonsense, method=method), self.assertRaises(UserError):
                self.call(method, nonsense)

    def test_the_leads_among_nonsense_are_claimed(self):
        leads = self.give(2)
        action = self.call('action_claim_many', [leads[0].id, 'abc', leads[1].id, -1])
        self.assertEqual(leads.user_id, self.rep_a)
        message = action['params']['message']
        self.assertIn("You have 2 of these 4 leads.", message)
        self.assertIn('1 not claimed: There is nothing with the id "abc"', message)
        self.assertEqual(action['params']['next']['domain'], [('id', 'in', leads.ids)])

    def test_a_lead_named_twice_is_claimed_once(self):
        one, two, other = self.give(3)
        self.assertEqual(self.call('action_claim', [one.id, one.id])['res_id'], one.id)
        action = self.call('action_claim_many', [two.id, other.id, two.id])
        self.assertEqual(action['domain'], [('id', 'in', (two + other).ids)])
        self.assertEqual(len((one + two + other).assignment_ids), 3)

    def test_next_lead_is_claimed_from_one_pool_that_is_there(self):
        with self.assertRaisesRegex(UserError, "Choose one pool to claim from."):
            self.call('action_claim_next', (self.pool + self.make_pool()).ids)
        gone = self.make_pool()
        gone_id = gone.id
        gone.unlink()
        with self.assertRaisesRegex(MissingError, "does not exist or has been deleted"):
            self.call('action_claim_next', [gone_id])
        lead = self.give()
        self.assertEqual(self.call('action_claim_next', [self.pool.id])['res_id'], lead.id)
