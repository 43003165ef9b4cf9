from odoo import models
from odoo.fields import Domain


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    def write(self, vals):
        res = super().write(vals)
        if 'resource_calendar_id' in vals:
            self.env['lead.sla']._mark_stale(Domain('team_id', 'in', self.ids))
        return res
