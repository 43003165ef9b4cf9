from odoo import models


class MailActivity(models.Model):
    """A call about a quotation is a call about its lead."""

    _inherit = 'mail.activity'

    def _find_leads(self):
        on_orders = self.filtered(lambda step: step.res_model == 'sale.order')
        orders = self.env['sale.order'].browse(on_orders.mapped('res_id'))
        # sudo: to know the lead; whether the user may read it is asked right away
        leads = orders.sudo().opportunity_id.sudo(self.env.su)._filtered_access('read')
        found = super()._find_leads()
        for step in on_orders:
            lead = orders.browse(step.res_id).sudo().opportunity_id
            if lead in leads:
                found[step] = lead.sudo(self.env.su)
        return found
