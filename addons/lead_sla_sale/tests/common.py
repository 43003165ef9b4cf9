from odoo.addons.lead_sla.tests.common_plan import LeadPlanCase
from odoo.fields import Command


class LeadSaleCase(LeadPlanCase):
    """Base case: an opportunity of ``rep_a`` with a running SLA, and a draft quotation for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = True
        cls.plan.active = False
        cls.rep_a.email = 'rep_a@company.example.com'
        cls.customer = cls.env['res.partner'].create(
            {'name': "Nadia", 'email': 'nadia@example.com'}
        )
        cls.product = cls.env['product.product'].create({'name': "Lamp", 'list_price': 250})

    def setUp(self):
        super().setUp()
        lead = self.make_leads(
            1, type='opportunity', partner_id=self.customer.id, company_id=self.env.company.id
        )
        self.clock = self.assign('2026-03-02 10:00', lead=lead)
        self.owned = self.clock.lead_id
        self.order = self.quote(self.owned)

    def quote(self, lead, user=None, **vals):
        return (
            self.env['sale.order']
            .with_user(user or self.rep_a)
            .create(
                {
                    'partner_id': self.customer.id,
                    'opportunity_id': lead.id,
                    'user_id': (user or self.rep_a).id,
                    'order_line': [Command.create({'product_id': self.product.id})],
                    **vals,
                }
            )
        )

    def send(self, order=None, user=None, moment='2026-03-02 10:10', **vals):
        """Send a quotation with the composer that its button "Send" opens."""
        order = (order or self.order).with_user(user or self.rep_a)
        with self.at(moment), self.mock_mail_gateway():
            composer = self.env['mail.compose.message'].with_user(user or self.rep_a)
            composer = composer.with_context(**order.action_quotation_send()['context']).create(
                vals
            )
            composer._action_send_mail()
        self.env.invalidate_all()
