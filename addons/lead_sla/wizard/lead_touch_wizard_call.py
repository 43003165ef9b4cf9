from odoo import models


class LeadTouchWizard(models.TransientModel):
    """Logging a call ends it for whoever follows it."""

    _inherit = 'lead.touch.wizard'

    def action_log(self):
        result = super().action_log()
        self.lead_id._my_calls()._end()
        return result
