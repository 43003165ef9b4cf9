from odoo import api, fields, models
from odoo.tools import SQL


class LeadFunnelReport(models.Model):
    _inherit = 'lead.funnel.report'

    step = fields.Selection(selection_add=[('3_assigned', "Assigned to a Rep"), ('5_accepted',)])
    first_assigned_at = fields.Datetime("First Assigned On", readonly=True)
    pool_id = fields.Many2one('lead.pool', readonly=True)
    assigned = fields.Integer("Assigned to a Rep", readonly=True)
    minutes_to_assign = fields.Float("Minutes to Assign", aggregator='avg', readonly=True)

    @api.model
    def _lead_columns(self):
        return [*super()._lead_columns(), 'first_assigned_at', 'pool_id']

    @api.model
    def _steps(self):
        return {**super()._steps(), '3_assigned': SQL("lead.first_assigned_at IS NOT NULL")}

    @api.model
    def _select_columns(self):
        return {
            **super()._select_columns(),
            'assigned': self._count(self._steps()['3_assigned']),
            'minutes_to_assign': self._minutes(
                SQL("lead.create_date"), SQL("lead.first_assigned_at")
            ),
        }
