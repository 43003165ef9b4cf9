"""A sales leader tries out a draft in the real browser, and asks why."""

from odoo.tests import HttpCase, tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestSimulationTour(LeadDistributionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.group_user').implied_ids |= cls.env.ref('crm.group_use_lead')

    def test_a_draft_is_tried_out_from_the_list_of_rules(self):
        draft = self.make_rule("Draft for Rep C", self.rep_c, sequence=1)
        draft.active = False
        self.env['crm.lead'].search([]).unlink()
        leads = self.give(4)
        owners = self.owners(leads)
        self.start_tour(
            '/odoo/lead-distribution-rules', 'lead_simulation_draft', login=self.leader.login
        )
        self.env.invalidate_all()
        self.assertEqual(self.owners(leads), owners)
        self.assertFalse(draft.active)

    def test_the_lead_form_tells_what_would_happen_now(self):
        url = f'/odoo/action-crm.crm_lead_all_leads/{self.lead.id}'
        self.start_tour(url, 'lead_simulation_lead', login=self.leader.login)
