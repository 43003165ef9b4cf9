from odoo.tests import tagged

from .common import MINED, CompanyDataCase


@tagged('post_install', '-at_install')
class TestMining(CompanyDataCase):
    """Mined leads come with the company data that mining answers with."""

    def test_mined_lead_has_the_data_of_its_company(self):
        request = self.env['crm.iap.lead.mining.request'].create({'lead_type': 'lead'})
        request._create_leads_from_response([dict(MINED)])
        lead = request.lead_ids
        self.assertRecordValues(lead, [{'employee_count': 820, 'annual_revenue': 10_000_000}])
        self.assertEqual(lead.industry_id, self.env.ref('base.res_partner_industry_C'))
        self.evaluate()
        self.assertEqual(lead.fit_level, 'high')
