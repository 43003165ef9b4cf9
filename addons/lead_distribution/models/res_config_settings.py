from odoo import fields, models
from odoo.exceptions import ValidationError


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
