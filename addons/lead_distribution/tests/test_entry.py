from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestEntry(LeadDistributionCase):
    """Which new leads enter distribution, and which belong to who made them."""

    def test_api_create_without_owner_is_distributed(self):
        lead = self.env['crm.lead'].with_user(self.leader).create({'name': "By API"})
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')

    def test_api_create_with_owner_is_his(self):
        lead = (
            self.env['crm.lead']
            .with_user(self.leader)
            .create({'name': "By API", 'user_id': self.rep_c.id})
        )
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertEqual(lead.distribution_state, 'assigned')

    def test_imported_lead_without_owner_is_distributed(self):
        result = (
            self.env['crm.lead'].with_user(self.leader).load(['name', 'type'], [["Import", "Lead"]])
        )
        lead = self.env['crm.lead'].browse(result['ids'])
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')

    def test_lead_typed_in_is_kept(self):
        Leads = self.env['crm.lead'].with_user(self.rep_c)
        [values] = Leads.web_save({'name': "Mine"}, {'user_id': {}})
        self.assertEqual(values['user_id'], self.rep_c.id)
        self.assertEqual(Leads.browse(values['id']).distribution_state, 'assigned')

    def test_lead_typed_in_without_owner_is_distributed(self):
        Leads = self.env['crm.lead'].with_user(self.rep_c)
        [values] = Leads.web_save({'name': "Not mine", 'user_id': False}, {})
        self.assertEqual(Leads.browse(values['id']).distribution_state, 'pending')

    def test_quick_created_lead_is_kept(self):
        lead_id, _name = self.env['crm.lead'].with_user(self.rep_c).name_create("Mine")
        self.assertEqual(self.env['crm.lead'].browse(lead_id).user_id, self.rep_c)

    def test_mail_is_distributed_and_not_given_to_the_leader(self):
        lead = self.env['crm.lead'].message_new(
            {'subject': "Hello", 'from': "Huda <huda@example.com>"}, {'team_id': self.team.id}
        )
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')

    def test_without_rules_nothing_changes(self):
        self.rule.active = False
        Leads = self.env['crm.lead'].with_user(self.leader)
        lead = Leads.create({'name': "By API"})
        self.assertEqual(lead.user_id, self.leader)
        unowned = Leads.create({'name': "Nobody's", 'user_id': False})
        self.assertFalse(unowned.distribution_state)
        mail = self.env['crm.lead'].message_new(
            {'subject': "Hello", 'from': "huda@example.com"}, {'team_id': self.team.id}
        )
        self.assertEqual(mail.user_id, self.leader)

    def test_other_companies_are_left_alone(self):
        other = self.env['res.company'].create({'name': "Other"})
        (self.rep_a + self.rep_b).company_ids += other
        self.rule.company_id = other
        lead = self.env['crm.lead'].with_user(self.leader).create({'name': "By API"})
        self.assertEqual(lead.user_id, self.leader)

    def test_won_and_archived_leads_stay_out(self):
        won = self.env['crm.stage'].search([('is_won', '=', True)], limit=1)
        leads = self.make_leads(1, stage_id=won.id) + self.make_leads(1, active=False)
        self.assertEqual(leads.mapped('distribution_state'), [False, False])

    def test_owner_taken_away_by_hand_sends_the_lead_on(self):
        lead = self.make_leads(1, user_id=self.rep_c.id)
        lead.with_user(self.leader).user_id = False
        self.assertEqual(lead.distribution_state, 'pending')
