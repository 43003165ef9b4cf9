from odoo import api, models
from odoo.fields import Domain

SPAN_FIELDS = {'date_from', 'date_to', 'resource_id', 'calendar_id', 'company_id', 'time_type'}


class ResourceCalendarLeaves(models.Model):
    """Leaves and public holidays, which move the deadlines they fall before."""

    _inherit = 'resource.calendar.leaves'

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._move_sla_deadlines()
        return leaves

    def write(self, vals):
        if not vals.keys() & SPAN_FIELDS:
            return super().write(vals)
        self._move_sla_deadlines()
        res = super().write(vals)
        self._move_sla_deadlines()
        return res

    def unlink(self):
        self._move_sla_deadlines()
        return super().unlink()

    def _move_sla_deadlines(self):
        clocks = self.env['lead.sla']
        for leave in self.filtered(lambda leave: leave.time_type == 'leave'):
            domain = leave._get_sla_domain()
            if not domain.is_false():
                clocks._mark_stale(domain, [(leave.date_from, leave.date_to)])

    def _get_sla_domain(self):
        """Return which clocks this leave can concern: of a person, some hours or a company."""
        self.ensure_one()
        # sudo: whose leave it is decides whose clocks move, and is shown to nobody
        leave = self.sudo()
        if leave.resource_id:
            users = leave.resource_id.user_id
            return Domain('user_id', 'in', users.ids) if users else Domain.FALSE  # a machine
        domain = Domain.TRUE
        if leave.company_id:
            domain &= Domain('company_id', 'in', [leave.company_id.id, False])
        if leave.calendar_id:
            domain &= Domain('calendar_id', '=', leave.calendar_id.id) | (
                Domain('calendar_id', '=', False) & self.env['lead.sla']._may_use(leave.calendar_id)
            )
        return domain
