from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def write(self, vals):
        res = super().write(vals)
        if 'tz' in vals and self.user_ids:
            # the hours of a person are in the person's time zone
            self.env['lead.sla']._mark_stale(Domain('user_id', 'in', self.user_ids.ids))
        return res
