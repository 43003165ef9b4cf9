from odoo import models


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & self.env['lead.distribution.rule']._asked_of_customers():
            self.env['crm.lead']._retry_distribution()
        return res
