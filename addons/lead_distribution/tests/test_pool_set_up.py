from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestPoolSetUp(LeadDistributionCase):
    """What is left out while nobody uses pools comes with the first one."""

    def setUp(self):
        super().setUp()
        self.pools = self.env['lead.pool']
        self.pools.with_context(active_test=False).search([]).method = 'cherry_pick'

    def test_leads_are_hidden_from_the_moment_their_pool_becomes_blind(self):
        pool = self.make_pool('cherry_pick')
        lead = self.give().with_user(self.rep_a)
        self.assertFalse(self.pools._hides_leads())
        self.assertEqual(lead.search([('id', '=', lead.id)]), lead)
        pool.method = 'blind_pull'
        self.assertFalse(lead.search([('id', '=', lead.id)]))
        with self.assertRaises(AccessError):
            lead.check_access('read')
        pool.method = 'cherry_pick'
        self.assertEqual(lead.search([('id', '=', lead.id)]), lead)

    def test_first_blind_pool_hides_its_leads(self):
        self.assertFalse(self.pools._hides_leads())
        self.make_pool('blind_pull')
        lead = self.give().with_user(self.rep_a)
        self.assertFalse(lead.search([('id', '=', lead.id)]))

    def test_claims_are_begun_with_also_after_their_pool_is_gone(self):
        pool = self.make_pool('cherry_pick')
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        self.env['lead.distribution.rule'].search([('pool_id', '=', pool.id)]).unlink()
        pool.unlink()
        self.assertTrue(self.pools._has_claims())
        lead._mark_worked()
        self.assertTrue(self.stints(lead).worked_at)
