from odoo import fields, models


class CrmIapLeadMiningRequest(models.Model):
    _inherit = 'crm.iap.lead.mining.request'

    user_id = fields.Many2one(default=lambda self: self._default_user_id())

    def _default_user_id(self):
        """Choose nobody where rules distribute leads; Odoo chooses whoever makes the request."""
        user = self.env.user
        covered = self.env['lead.distribution.rule']._covers(self.env.company.id)
        return user.browse() if covered else user
