from odoo import api, fields, models
from odoo.tools.misc import format_datetime


class LeadSlaPolicy(models.Model):
    _inherit = 'lead.sla.policy'

    has_touches = fields.Boolean(compute='_compute_has_touches')

    @api.depends('target_ids.kind')
    def _compute_has_touches(self):
        for policy in self:
            policy.has_touches = 'touches' in policy.target_ids.mapped('kind')


class LeadSla(models.Model):
    """What a clock says of itself where it is shown."""

    _inherit = 'lead.sla'

    summary = fields.Char("Policy in Words", related='policy_id.summary')
    paused_by = fields.Char(compute='_compute_paused_by', help="The status that stops the clock.")

    @api.depends('state', 'lead_id.lead_status_id')
    def _compute_paused_by(self):
        for clock in self:
            is_paused = clock.state == 'paused'
            clock.paused_by = is_paused and clock.lead_id.lead_status_id.display_name


class LeadAssignment(models.Model):
    _inherit = 'lead.assignment'

    @api.depends('user_id', 'assigned_at')
    @api.depends_context('stint_names', 'lang', 'tz')
    def _compute_display_name(self):
        """Name stints by who had the lead from when on, where all are of one lead."""
        if not self.env.context.get('stint_names'):
            return super()._compute_display_name()
        for stint in self:
            began = format_datetime(self.env, stint.assigned_at, dt_format='short')
            stint.display_name = f"{stint.user_id.name}, {began}"
