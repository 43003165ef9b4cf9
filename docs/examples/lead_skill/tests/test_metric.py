from odoo.addons.lead_sla.tests.common_metrics import LeadMetricCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestSkillMetric(LeadMetricCase):
    def test_share_of_passed_leads_with_a_skill(self):
        skill = self.env['lead.skill'].create({'name': "Solar"})
        for number in range(4):
            lead = self.make_lead('2026-06-10 09:00', passed='2026-06-11 09:00')
            if number == 0:
                self.set_columns(lead, {'lead_skill_id': skill.id})
        self.refresh()
        row = self.row('skill_rate')
        self.assertEqual(row.value, 25)
        self.assertEqual(row.parts_text, "1 of 4")
        found = self.env['crm.lead'].search(row.action_view_leads()['domain'])
        self.assertEqual(len(found), 4)
