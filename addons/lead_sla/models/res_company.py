from odoo import models
from odoo.fields import Domain

from .recall.res_company import MEMORY_FIELDS


class ResCompany(models.Model):
    _inherit = 'res.company'

    def write(self, vals):
        res = super().write(vals)
        if 'resource_calendar_id' in vals:
            self.env['lead.sla']._mark_stale(Domain('company_id', 'in', self.ids))
        if not vals.keys().isdisjoint(MEMORY_FIELDS):
            self.env['crm.lead']._remember_anew()
        return res
