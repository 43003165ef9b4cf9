from odoo import models


class LeadSlaEscalation(models.Model):
    _inherit = 'lead.sla.escalation'

    def _run_pool(self, clocks):
        """Leave leads of resellers where they are: they are not for everybody to claim."""
        kept = clocks.filtered(lambda clock: clock.lead_id.partner_assigned_id)
        outcomes = dict.fromkeys(kept, ('kept', {}))
        if moved := clocks - kept:
            outcomes |= super()._run_pool(moved)
        return outcomes
