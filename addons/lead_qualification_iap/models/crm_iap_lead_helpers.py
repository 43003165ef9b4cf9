from odoo import api, models


class CrmIapLeadHelpers(models.Model):
    _inherit = 'crm.iap.lead.helpers'

    @api.model
    def lead_vals_from_response(
        self, lead_type, team_id, tag_ids, user_id, company_data, people_data
    ):
        values = super().lead_vals_from_response(
            lead_type, team_id, tag_ids, user_id, company_data, people_data
        )
        company = self.env['crm.team'].browse(team_id).company_id or self.env.company
        return {**values, **self.env['crm.lead']._company_data(company_data, company)}
