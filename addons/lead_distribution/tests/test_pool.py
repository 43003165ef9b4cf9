from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestPool(LeadDistributionCase):
    def test_rule_sends_leads_to_the_pool(self):
        pool = self.make_pool()
        lead = self.give()
        self.assertRecordValues(
            lead, [{'distribution_state': 'pool', 'pool_id': pool.id, 'user_id': False}]
        )
        self.assertIn("sends such leads to the pool Pool", lead.distribution_note)
        self.assertEqual(pool.available_count, 1)

    def test_fallback_pool(self):
        pool = self.env['lead.pool'].create({'name': "Rest"})
        (self.rep_a + self.rep_b).lead_available = False
        self.rule.write({'fallback': 'pool', 'fallback_pool_id': pool.id})
        lead = self.give()
        self.assertEqual(lead.pool_id, pool)
        self.assertIn("Rep A is not available", lead.distribution_note)

    def test_archived_pool_sends_its_leads_on(self):
        pool = self.make_pool()
        lead = self.give()
        self.Rule.search([('pool_id', '=', pool.id)]).active = False
        pool.active = False
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_rule_to_an_archived_pool_falls_back(self):
        pool = self.make_pool()
        pool.active = False
        self.assertEqual(self.give().distribution_state, 'waiting')

    def test_pool_with_leads_is_not_deleted(self):
        pool = self.make_pool('blind_pull')
        self.give()
        with self.assertRaisesRegex(ValidationError, "There are leads in Pool"):
            pool.unlink()

    def test_members_work_for_the_company(self):
        other = self.env['res.company'].create({'name': "Other"})
        with self.assertRaises(UserError):
            self.make_pool(company_id=other.id)

    def test_members_see_their_pools_only(self):
        pool = self.make_pool(members=self.rep_a)
        Pools = self.env['lead.pool']
        self.assertIn(pool, Pools.with_user(self.rep_a).search([]))
        self.assertNotIn(pool, Pools.with_user(self.rep_b).search([]))
        self.assertIn(pool, Pools.with_user(self.leader).search([]))
