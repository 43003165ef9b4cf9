from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = 'res.company'

    lead_leave_days = fields.Integer(
        "Give Back After Days of Leave",
        default=3,
        help="Untouched leads of a salesperson who goes on leave or away for more than this many "
        "days go back into distribution. Empty: they stay.",
    )
    lead_team_change_returns = fields.Boolean(
        "Give Back on Team Change",
        default=True,
        help="Untouched leads of a salesperson who leaves the team or the rule they came from go "
        "back into distribution.",
    )
    lead_cool_off_days = fields.Integer(
        "Lead Cool-Off (days)",
        help="So long a lead does not go back to a rep who let it lapse or returned it, "
        "empty for never again.",
    )

    _check_lead_leave_days = models.Constraint(
        'CHECK (lead_leave_days >= 0)',
        "The days of leave cannot be negative. "
        "Leave it empty if the leads stay with their salesperson.",
    )
    _check_lead_cool_off_days = models.Constraint(
        'CHECK (lead_cool_off_days >= 0)',
        "The cool-off cannot be negative. "
        "Leave it empty if a lead never goes back to a rep who failed it.",
    )

    def write(self, vals):
        res = super().write(vals)
        if 'resource_calendar_id' in vals:
            self.env['crm.lead']._retry_distribution()
        return res

    def _cool_off_start(self):
        """Return since when releases keep a lead from going back; None if all ever do."""
        # how long is no secret, and the run needs it for every company
        days = self.sudo().lead_cool_off_days
        return self.env.cr.now() - timedelta(days=days) if days else None


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    has_distribution_rules = fields.Boolean(compute='_compute_has_distribution_rules')
    lead_leave_days = fields.Integer(related='company_id.lead_leave_days', readonly=False)
    lead_team_change_returns = fields.Boolean(
        related='company_id.lead_team_change_returns', readonly=False
    )
    lead_cool_off_days = fields.Integer(
        related='company_id.lead_cool_off_days', readonly=False, string="Lead Cool-Off (days)"
    )

    def _compute_has_distribution_rules(self):
        rules = self.env['lead.distribution.rule']
        self.has_distribution_rules = bool(rules._company_ids_with_rules())

    def set_values(self):
        """Keep the two distributors apart.

        :raises ValidationError: when Odoo's own would take leads from our rules
        """
        for settings in self:
            if settings.crm_use_auto_assignment and settings.has_distribution_rules:
                raise ValidationError(
                    self.env._(
                        "Odoo's rule-based assignment and the distribution rules exclude each "
                        "other. Archive the rules first, or leave Rule-Based Assignment off."
                    )
                )
        return super().set_values()
