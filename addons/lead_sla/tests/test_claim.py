from datetime import timedelta

from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestClaim(LeadSlaCase):
    def setUp(self):
        super().setUp()
        self.pool = self.env['lead.pool'].create(
            {'name': "Pool", 'user_ids': self.rep_a.ids, 'return_minutes': 60}
        )
        self.lead = self.make_leads(1)
        self.lead._enter_pool(self.pool, self.lead._reason('rule_pool', pool="Pool"))
        self.lead.with_user(self.rep_a).action_claim()
        self.assignment = self.lead.assignment_ids

    def test_a_touch_is_work_on_a_claimed_lead(self):
        self.assertFalse(self.assignment.worked_at)
        self.lead.with_user(self.rep_a)._follow_up('call')
        self.assertTrue(self.assignment.worked_at)

    def test_what_the_customer_sends_is_none(self):
        self.lead._follow_up('email', direction='in')
        self.assertFalse(self.assignment.worked_at)

    def test_a_touch_before_the_claim_is_none(self):
        before = self.assignment.assigned_at - timedelta(hours=1)
        self.lead.with_user(self.rep_a)._follow_up('call', date=before)
        self.assertFalse(self.assignment.worked_at)
