from odoo.tests import tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestKeptSettings(LeadPlanCase):
    """What is archived does not work, whatever the context of who asks first."""

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()
        self.hostile = self.env(context={**self.env.context, 'active_test': False})

    def test_archived_plan_is_not_launched(self):
        plans = self.hostile['mail.activity.plan']
        self.assertEqual(plans._of_event('assigned'), self.plan)
        self.plan.active = False
        self.assertFalse(plans._of_event('assigned'))
        self.assertFalse(self.env['mail.activity.plan']._of_event('assigned'))

    def test_archived_policy_promises_nothing(self):
        lead = self.make_leads(1, user_id=self.rep_a.id)
        policies = self.hostile['lead.sla.policy']
        self.assertFalse(policies._find_targets(lead))
        self.policy.active = True
        self.assertEqual(policies._find_targets(lead), {lead: self.target})
