from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestInert(LeadDistributionCase):
    """Without anything set up, owners are as Odoo leaves them and cost what they cost in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for model in ('lead.sla.policy', 'lead.distribution.rule'):
            if model in cls.env:
                cls.env[model].with_context(active_test=False).search([]).unlink()

    def test_owner_is_not_logged(self):
        lead = self.env['crm.lead'].create({'name': "Typed in"})
        self.assertEqual(lead.user_id, self.env.user)
        lead.user_id = self.rep_a
        self.assertFalse(lead.assignment_ids)
        self.assertFalse(lead.distribution_state)

    def test_first_rule_starts_the_log(self):
        lead = self.make_leads(1)
        self.make_rule("First", self.rep_a)
        lead.user_id = self.rep_b
        self.assertEqual(lead.assignment_ids.user_id, self.rep_b)

    def test_archived_rule_keeps_the_log_going(self):
        rule = self.make_rule("First", self.rep_a)
        lead = self.make_leads(1)
        lead.user_id = self.rep_b
        rule.active = False
        lead.user_id = self.rep_a
        self.assertEqual(
            lead.assignment_ids.filtered(lambda row: not row.released_at).user_id, self.rep_a
        )
