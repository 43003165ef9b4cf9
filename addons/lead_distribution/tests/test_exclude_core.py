from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import ValidationError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestExcludeCore(LeadDistributionCase):
    """Odoo's own assignment and our rules never run together."""

    def test_core_assignment_is_refused_while_there_are_rules(self):
        settings = self.env['res.config.settings'].create({'crm_use_auto_assignment': True})
        with self.assertRaisesRegex(ValidationError, "exclude each other"):
            settings.set_values()

    def test_core_assignment_is_allowed_without_rules(self):
        self.rule.active = False
        self.env['res.config.settings'].create({'crm_use_auto_assignment': True}).set_values()

    def test_rule_is_refused_while_core_assigns(self):
        self.rule.active = False
        self.env['ir.config_parameter'].set_param('crm.lead.auto.assignment', True)
        with self.assertRaisesRegex(ValidationError, "own rule-based assignment"):
            self.rule.active = True

    def test_rules_do_not_bring_up_core_buttons(self):
        self.assertFalse(self.team.assignment_enabled)
