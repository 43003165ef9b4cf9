from odoo import api, models


class LeadTouch(models.Model):
    _inherit = 'lead.touch'

    @api.model
    def _is_human(self, vals):
        return super()._is_human(vals) or self._is_by_reseller(vals)

    @api.model
    def _is_by_reseller(self, vals):
        """Tell whether the reseller who has the lead made this touch."""
        author = self.env['res.users'].browse(vals['user_id']).partner_id
        if not author and vals.get('message_id'):
            author = self.env['mail.message'].browse(vals['message_id']).author_id
        return self.env['crm.lead'].browse(vals['lead_id'])._is_reseller(author)
