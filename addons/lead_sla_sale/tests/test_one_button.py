from odoo.tests import HttpCase, tagged

from .common import LeadSaleCase


@tagged('post_install', '-at_install')
class TestOneButton(LeadSaleCase, HttpCase):
    """The quotation is the offer: the form of an opportunity has one button for it."""

    def test_quotation_sent_in_the_browser_is_the_offer(self):
        url = f'/odoo/action-crm.crm_lead_action_pipeline/{self.owned.id}'
        self.start_tour(url, 'lead_sla_sale_offer', login=self.rep_a.login)
        self.env.invalidate_all()
        order = self.owned.order_ids - self.order
        self.assertEqual(order.state, 'sent')
        self.assertTrue(self.owned.offer_sent_at)
        self.assertEqual(self.owned.touch_ids.mapped('kind'), ['email'])
