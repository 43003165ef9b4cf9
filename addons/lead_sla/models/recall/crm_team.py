from odoo import api, fields, models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    lead_half_life_days = fields.Float(
        "Half-Life of Memory (Days)",
        help="After so many days without contact, half of what a customer of this team remembers "
        "is gone. 0: as the company.",
    )

    _check_lead_half_life_days = models.Constraint(
        'CHECK(lead_half_life_days >= 0)',
        "The half-life of memory cannot be negative. Use 0 for the one of the company.",
    )

    @api.model
    def _main_company(self):
        # sudo: which company comes first is no secret
        return self.env['res.company'].sudo().search([], order='id', limit=1)

    def _memory(self, company):
        """Return the half-life in days and the threshold that leads of this team live by."""
        # sudo: how fast customers forget is no secret of the team or the company
        company = (company or self.company_id or self._main_company()).sudo()
        return self.sudo().lead_half_life_days or company.lead_half_life_days, (
            company.lead_forget_threshold / 100
        )
