from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestForecast(LeadSlaCase):
    """Deals about to close come by expected date, then by value times probability."""

    def test_the_list_is_in_the_order_of_the_forecast(self):
        values = (
            # name, closing, revenue, probability
            ("Third", '2026-07-02', 1000, 90),
            ("Second", '2026-07-02', 5000, 40),
            ("First", '2026-07-01', 10, 10),
            ("Fourth", '2026-07-02', 2000, 10),
        )
        deals = self.env['crm.lead']
        for name, day, revenue, probability in values:
            deal = self.make_leads(1, type='opportunity', user_id=self.rep_a.id, name=name)
            deal.write({'date_deadline': day, 'expected_revenue': revenue})
            deal.probability = probability
            deals += deal
        self.make_leads(1, type='opportunity', user_id=self.rep_a.id)
        self.env.flush_all()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_sla.crm_lead_action_forecast_list'
        )
        view = self.env.ref('crm.crm_lead_view_tree_forecast')
        arch = self.env['crm.lead'].with_user(self.rep_a).get_view(view.id)['arch']
        for field in ('lead_grade', 'date_deadline', 'prorated_revenue', 'probability'):
            self.assertIn(f'name="{field}"', arch)
        order = 'date_deadline, prorated_revenue desc, id'
        self.assertIn(f'default_order="{order}"', arch)
        domain = [('id', 'in', deals.ids)] + [
            ('type', '=', 'opportunity'),
            ('won_status', '=', 'pending'),
            ('date_deadline', '!=', False),
        ]
        for (_field, operator, value), part in zip(domain[1:], eval_domain(action), strict=True):
            self.assertEqual(tuple(part[1:]), (operator, value))
        found = self.env['crm.lead'].with_user(self.rep_a).search(domain, order=order)
        self.assertEqual(found.mapped('name'), ["First", "Second", "Third", "Fourth"])


def eval_domain(action):
    from ast import literal_eval

    return literal_eval(action['domain'])
