from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestStatus(LeadDistributionCase):
    """What a status means for distribution."""

    def test_passed_lead_is_distributed(self):
        self.rule.domain = "[('lead_status_id.meaning', '=', 'passed')]"
        lead = self.give()
        self.assertEqual(lead.distribution_state, 'unmatched')
        lead.with_user(self.marketer).action_pass_to_sales()
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_recycled_lead_leaves_distribution(self):
        lead = self.give()
        lead._change_status(self.status('recycle'), self.reason('recycle'))
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.distribution_state)
        self.assertEqual(lead.assignment_ids.release_reason, 'recycled')

    def test_woken_lead_is_distributed_again(self):
        lead = self.give()
        lead._change_status(self.status('recycle'), self.reason('recycle'))
        lead._change_status(self.status('new'))
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertEqual(len(lead.assignment_ids), 2)

    def test_unreachable_lead_closes_the_stint(self):
        lead = self.give()
        lead._change_status(self.status('unreachable'), self.reason('unreachable'))
        self.assertEqual(lead.assignment_ids.release_reason, 'closed')
        self.assertFalse(lead.distribution_state)

    def test_trashed_lead_leaves_its_pool(self):
        self.make_pool()
        lead = self.give()
        self.assertEqual(lead.distribution_state, 'pool')
        lead._change_status(self.status('trash'), self.reason('trash'))
        self.assertFalse(lead.pool_id)
        self.assertFalse(lead.distribution_state)
        self.distribute()
        self.assertFalse(lead.user_id)

    def test_accepting_changes_nothing(self):
        lead = self.give()
        lead.with_user(self.rep_a)._change_status(self.status('accepted'))
        self.assertEqual(lead.distribution_state, 'assigned')
        self.assertFalse(lead.assignment_ids.released_at)
