from odoo import api, fields, models
from odoo.tools import SQL


class LeadFunnelReport(models.Model):
    _inherit = 'lead.funnel.report'

    step = fields.Selection(selection_add=[('4_touched', "Followed Up"), ('5_accepted',)])
    touched = fields.Integer("Followed Up", readonly=True)
    touch_count = fields.Integer("Touches", readonly=True)
    minutes_to_first_touch = fields.Float("Minutes to First Touch", aggregator='avg', readonly=True)
    sla_met = fields.Integer("SLA Met", readonly=True)
    sla_missed = fields.Integer("SLA Missed", readonly=True)

    @api.model
    def _steps(self):
        return {**super()._steps(), '4_touched': SQL("lead.first_touch_at IS NOT NULL")}

    @api.model
    def _select_columns(self):
        return {
            **super()._select_columns(),
            'touched': self._count(self._steps()['4_touched']),
            'touch_count': SQL(
                "(SELECT COUNT(*) FROM lead_touch WHERE lead_id = lead.id AND direction = 'out')"
            ),
            'minutes_to_first_touch': self._minutes(
                SQL("lead.create_date"), SQL("lead.first_touch_at")
            ),
            'sla_met': self._count_clocks('met'),
            'sla_missed': self._count_clocks('missed'),
        }

    @api.model
    def _count_clocks(self, state) -> SQL:
        return SQL("(SELECT COUNT(*) FROM lead_sla WHERE lead_id = lead.id AND state = %s)", state)
