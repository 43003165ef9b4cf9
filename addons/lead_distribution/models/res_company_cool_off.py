from datetime import timedelta

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    lead_cool_off_days = fields.Integer(
        "Lead Cool-Off (days)",
        help="So long a lead does not go back to a rep who let it lapse or returned it, "
        "empty for never again.",
    )

    _check_lead_cool_off_days = models.Constraint(
        'CHECK (lead_cool_off_days >= 0)',
        "The cool-off cannot be negative. "
        "Leave it empty if a lead never goes back to a rep who failed it.",
    )

    def _cool_off_start(self):
        """Return since when releases keep a lead from going back; None if all ever do."""
        # how long is no secret, and the run needs it for every company
        days = self.sudo().lead_cool_off_days
        return self.env.cr.now() - timedelta(days=days) if days else None
