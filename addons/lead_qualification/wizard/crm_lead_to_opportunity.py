from odoo import models


class CrmLead2opportunityPartner(models.TransientModel):
    _inherit = 'crm.lead2opportunity.partner'

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        """Who makes a lead an opportunity by hand confirms that it is qualified."""
        res = super()._convert_and_allocate(leads, user_ids, team_id=team_id)
        converted = leads.filtered(
            lambda lead: lead.type == 'opportunity' and lead.lead_status_meaning != 'qualified'
        )
        converted._follow_to(self.env['lead.status']._by_meaning('qualified'))
        return res
