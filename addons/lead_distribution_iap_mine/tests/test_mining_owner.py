from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import Form, tagged

COMPANY = {'name': "Delta Steel", 'duns': '123456789', 'country_code': 'EG', 'employees': 820}


@tagged('post_install', '-at_install')
class TestMiningOwner(LeadDistributionCase):
    """Whose leads are that somebody had Odoo look for."""

    def mine(self, **vals):
        model = self.env['crm.iap.lead.mining.request'].with_user(self.leader)
        request = model.create({'lead_type': 'lead', **vals})
        request._create_leads_from_response([dict(COMPANY)])
        return request.lead_ids

    def test_mined_lead_is_distributed(self):
        lead = self.mine()
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_form_proposes_nobody(self):
        form = Form(self.env['crm.iap.lead.mining.request'].with_user(self.leader))
        self.assertFalse(form.user_id)

    def test_mined_lead_is_of_the_salesperson_chosen(self):
        self.assertEqual(self.mine(user_id=self.rep_c.id).user_id, self.rep_c)

    def test_without_rules_it_is_of_who_makes_the_request(self):
        self.rule.active = False
        self.assertEqual(self.mine().user_id, self.leader)
