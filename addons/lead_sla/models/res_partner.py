from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def write(self, vals):
        celebrating = self._changing_occasion(vals)
        res = super().write(vals)
        if 'tz' in vals and self.user_ids:
            # the hours of a person are in the person's time zone
            self.env['lead.sla']._mark_stale(Domain('user_id', 'in', self.user_ids.ids))
        if celebrating:
            # sudo: whoever knows a customer's birthday need not see the plans that greet on it
            self.env['lead.plan.run'].sudo()._ask_again(celebrating)
        return res
