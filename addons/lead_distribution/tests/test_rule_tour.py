from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import HttpCase, tagged


@tagged('post_install', '-at_install')
class TestRuleTour(LeadDistributionCase, HttpCase):
    def test_leader_makes_a_rule(self):
        self.leader.password = 'leader_x_password'
        self.start_tour('/odoo/lead-distribution-rules', 'lead_distribution_rule', login='leader_x')
        rule = self.Rule.search([('name', '=', "Gulf leads")])
        self.assertEqual(rule.member_ids.user_id, self.rep_a)
        self.assertEqual((rule.method, rule.member_ids.weight), ('round_robin', 3))
