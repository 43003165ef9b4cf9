from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import Form, tagged


@tagged('post_install', '-at_install')
class TestForm(LeadDistributionCase):
    """The screens open and save for those who use them."""

    def test_manager_writes_a_rule(self):
        with Form(self.env['lead.distribution.rule'].with_user(self.leader)) as form:
            form.name = "New"
            with form.member_ids.new() as member:
                member.user_id = self.rep_c
                member.weight = 2
        rule = form.record
        self.assertEqual(rule.member_ids.share, 100)

    def test_manager_writes_a_pool(self):
        with Form(self.env['lead.pool'].with_user(self.leader)) as form:
            form.name = "New"
            form.user_ids.add(self.rep_a)
        self.assertEqual(form.record.member_ids, self.rep_a)

    def test_rep_edits_his_lead(self):
        lead = self.give()
        with Form(lead.with_user(self.rep_a)) as form:
            form.contact_name = "Huda"
        self.assertEqual(lead.contact_name, "Huda")
        self.assertEqual(len(lead.assignment_ids), 1)

    def test_rep_opens_a_lead_of_a_pool_he_is_not_in(self):
        self.make_pool(members=self.rep_b)
        lead = self.give()
        spec = {'pool_id': {'fields': {'display_name': {}}}, 'distribution_note': {}}
        [values] = lead.with_user(self.rep_c).web_read(spec)
        self.assertEqual(values['pool_id']['display_name'], "Pool")
        self.assertTrue(values['distribution_note'])
        Form(lead.with_user(self.rep_c))

    def test_rep_reads_why(self):
        lead = self.give()
        spec = {
            'assignment_ids': {
                'fields': {'explanation': {}, 'exclusion_text': {}, 'user_id': {'fields': {}}}
            }
        }
        [values] = lead.with_user(self.rep_a).web_read(spec)
        self.assertIn("next in turn", values['assignment_ids'][0]['explanation'])

    def test_rep_switches_himself_off_in_his_preferences(self):
        self.rep_a.tz = 'UTC'  # with Employees installed nobody can be without
        view = 'base.view_users_form_simple_modif'
        with Form(self.rep_a.with_user(self.rep_a), view) as form:
            form.lead_presence = 'away'
            form.lead_backup_id = self.rep_b
        self.assertFalse(self.rep_a.lead_available)
        self.assertEqual(self.rep_a.lead_backup_id, self.rep_b)

    def test_funnel_shows_the_assigned(self):
        lead = self.give()
        self.env.flush_all()
        report = self.env['lead.funnel.report'].with_user(self.leader)
        rows = report.search([('lead_id', '=', lead.id)])
        self.assertIn('3_assigned', rows.mapped('step'))
        self.assertEqual(sum(rows.mapped('assigned')), 1)
