from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestPlanTour(LeadPlanCase, HttpCase):
    """A plan, its steps and the forgetting curve in the browser, as the salesperson sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.group_user').implied_ids |= cls.env.ref('crm.group_use_lead')
        cls.env.company.lead_half_life_days = 10

    def tour(self, chapter, lead):
        url = f'/odoo/action-crm.crm_lead_all_leads/{lead.id}'
        self.start_tour(url, f'lead_plan_{chapter}', login=self.rep_a.login)
        self.env.invalidate_all()

    def test_step_done_brings_the_next_one(self):
        now = str(fields.Datetime.now() - timedelta(minutes=1))
        lead = self.give_lead(now, company_id=self.env.company.id)
        self.tour('steps', lead)
        self.assertEqual(self.steps(lead), [("Call", 'done'), ("Offer", 'open')])
        self.assertEqual(lead.touch_ids.mapped('kind'), ['call'])
        self.tour('next', lead)

    def test_customer_answers_after_the_sale(self):
        lead = self.make_leads(1, user_id=self.rep_a.id, type='opportunity')
        lead.action_set_won()
        self.tour('satisfaction', lead)
        self.assertEqual(lead.satisfaction_ids.rating, '4')
        self.assertEqual(lead.satisfaction_ids.comment, "All went well")
