from odoo import models


class CrmLead(models.Model):
    """What reviews say of a lead stays with it when it is merged."""

    _inherit = 'crm.lead'

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        if not self.env['lead.review']._is_used():
            return result
        for name in ('lead.review.item', 'lead.review.decision'):
            # sudo: a merge keeps the history of both leads, whoever may read it
            records = self.env[name].sudo().search([('lead_id', 'in', opportunities.ids)])
            records.lead_id = self
        return result
