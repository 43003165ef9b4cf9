from odoo import api, models
from odoo.fields import Domain


class ResourceResource(models.Model):
    _inherit = 'resource.resource'

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        resources._move_sla_deadlines()
        return resources

    def write(self, vals):
        if not vals.keys() & {'calendar_id', 'tz', 'user_id', 'company_id', 'active'}:
            return super().write(vals)
        self._move_sla_deadlines()
        res = super().write(vals)
        self._move_sla_deadlines()
        return res

    def unlink(self):
        self._move_sla_deadlines()
        return super().unlink()

    def _move_sla_deadlines(self):
        """Have the clocks of these people follow their working hours."""
        users = self.user_id
        if users:
            self.env['lead.sla']._mark_stale(Domain('user_id', 'in', users.ids))
