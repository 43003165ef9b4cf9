from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestChain(LeadDistributionCase):
    def test_from_mail_to_rep_to_marketing_and_back(self):
        """The life of a lead as far as this addon goes, in one piece."""
        self.rule.domain = "[('lead_status_id.meaning', 'in', ('new', 'passed'))]"
        lead = self.env['crm.lead'].message_new(
            {'subject': "Offer please", 'from': "Huda <huda@example.com>"},
            {'team_id': self.team.id, 'type': 'lead'},
        )
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)
        self.assertEqual(lead.lead_status_meaning, 'passed')
        lead.with_user(self.rep_a).action_accept()
        lead.with_user(self.rep_a)._change_status(self.status('recycle'), self.reason('recycle'))
        self.assertFalse(lead.user_id)
        lead._change_status(self.status('new'))
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertEqual(self.stints(lead).mapped('release_reason'), [False, 'recycled'])
