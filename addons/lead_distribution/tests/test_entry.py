from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.tests import new_test_user, tagged


@tagged('post_install', '-at_install')
class TestEntry(LeadDistributionCase):
    """Which new leads enter distribution, and which belong to who made them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.integration = new_test_user(
            cls.env, 'webshop', 'sales_team.group_sale_salesman_all_leads', lead_integration=True
        )

    def leads_of(self, user):
        return self.env['crm.lead'].with_user(user)

    def check_distributed(self, lead):
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')

    def check_kept(self, lead, user):
        self.assertEqual(lead.user_id, user)
        self.assertEqual(lead.distribution_state, 'assigned')
        self.assertEqual(lead.with_user(user).name, lead.name)
        self.distribute()
        self.assertEqual(lead.user_id, user)

    def test_lead_that_a_salesperson_creates_is_kept(self):
        self.check_kept(self.leads_of(self.rep_c).create({'name': "From my phone"}), self.rep_c)

    def test_lead_of_an_integration_user_is_distributed(self):
        self.check_distributed(self.leads_of(self.integration).create({'name': "Cart"}))

    def test_owner_that_an_integration_chooses_is_kept(self):
        lead = self.leads_of(self.integration).create({'name': "Cart", 'user_id': self.rep_c.id})
        self.check_kept(lead, self.rep_c)
        Leads = self.leads_of(self.integration).with_context(default_user_id=self.rep_c.id)
        self.check_kept(Leads.create({'name': "Cart"}), self.rep_c)

    def test_lead_created_with_no_owner_is_distributed(self):
        lead = self.leads_of(self.rep_c).create({'name': "Not mine", 'user_id': False})
        self.check_distributed(lead)

    def test_lead_that_a_server_action_makes_for_a_salesperson_is_kept(self):
        action = self.env['ir.actions.server'].create(
            {
                'name': "Second lead",
                'model_id': self.env['ir.model']._get_id('crm.lead'),
                'state': 'code',
                'code': "env['crm.lead'].create({'name': 'Second of ' + record.name})",
            }
        )
        first = self.make_leads(1, user_id=self.rep_c.id)
        action.with_user(self.rep_c).with_context(active_model='crm.lead', active_id=first.id).run()
        second = self.env['crm.lead'].search([('name', '=', f"Second of {first.name}")])
        self.check_kept(second, self.rep_c)

    def test_lead_of_a_scheduled_action_is_distributed(self):
        job = self.env['ir.cron'].create(
            {
                'name': "Fetch leads",
                'user_id': self.leader.id,
                'model_id': self.env['ir.model']._get_id('crm.lead'),
                'state': 'code',
                'code': "model.create({'name': 'Fetched'})",
            }
        )
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.check_distributed(self.env['crm.lead'].search([('name', '=', "Fetched")]))

    def test_lead_that_an_app_makes_for_somebody_outside_sales_is_distributed(self):
        for group in ('base.group_portal', 'base.group_user', 'base.group_public'):
            outsider = new_test_user(self.env, f'{group}@example.com', group)
            with self.subTest(group=group):
                lead = self.leads_of(outsider).sudo().create({'name': "Request"})
                self.check_distributed(lead)

    def test_lead_of_the_system_is_distributed(self):
        self.assertTrue(self.env.user.has_group(SALESMAN), "OdooBot has all groups")
        self.check_distributed(self.env['crm.lead'].create({'name': "Web form"}))

    def test_imported_lead_without_owner_is_distributed(self):
        result = self.leads_of(self.leader).load(['name', 'type'], [["Import", "Lead"]])
        self.check_distributed(self.env['crm.lead'].browse(result['ids']))

    def test_lead_of_an_uploaded_file_is_distributed(self):
        wizard = self.env['base_import.import'].with_user(self.leader)
        upload = wizard.create(
            {
                'res_model': 'crm.lead',
                'file': b"Name,Salesperson\nUploaded,\nHis,Rep C\n",
                'file_type': 'text/csv',
            }
        )
        options = {'quoting': '"', 'separator': ',', 'has_headers': True}
        result = upload.execute_import(['name', 'user_id'], ["Name", "Salesperson"], options)
        without, his = self.env['crm.lead'].browse(result['ids'])
        self.check_distributed(without)
        self.check_kept(his, self.rep_c)

    def test_leads_imported_with_their_customers_are_distributed(self):
        upload = self.env['base_import.import'].create(
            {
                'res_model': 'res.partner',
                'file': b"Name,Opportunities/Name\nNadia,Imported along\n",
                'file_type': 'text/csv',
            }
        )
        options = {'quoting': '"', 'separator': ',', 'has_headers': True}
        names = ['name', 'opportunity_ids/name']
        upload.with_user(self.leader).execute_import(names, names, options)
        self.check_distributed(self.env['crm.lead'].search([('name', '=', "Imported along")]))

    def test_lead_typed_in_is_kept(self):
        Leads = self.leads_of(self.rep_c)
        [values] = Leads.web_save({'name': "Mine"}, {'user_id': {}})
        self.assertEqual(values['user_id'], self.rep_c.id)
        self.check_kept(Leads.browse(values['id']), self.rep_c)

    def test_lead_typed_in_without_owner_is_distributed(self):
        Leads = self.leads_of(self.rep_c)
        [values] = Leads.web_save({'name': "Not mine", 'user_id': False}, {})
        self.check_distributed(Leads.browse(values['id']))

    def test_quick_created_lead_is_kept(self):
        lead_id, _name = self.leads_of(self.rep_c).name_create("Mine")
        self.check_kept(self.env['crm.lead'].browse(lead_id), self.rep_c)

    def test_copy_has_the_owner_of_the_original(self):
        lead = self.make_leads(1, user_id=self.rep_c.id)
        self.check_kept(lead.with_user(self.leader).copy(), self.rep_c)
        self.rep_c.active = False
        self.check_distributed(lead.with_user(self.leader).copy())

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
