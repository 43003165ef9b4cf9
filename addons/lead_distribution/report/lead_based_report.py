from odoo import models


class LeadBasedReport(models.AbstractModel):
    """A report of which each line is about one lead, and opens it with a click."""

    _name = 'lead.based.report'
    _inherit = 'lead.group.mixin'
    _description = "Report About Leads"

    def action_open_lead(self):
        """Open the lead of a line, for whoever may read that line."""
        self.ensure_one()
        self.check_access('read')
        return self.lead_id.get_formview_action()
