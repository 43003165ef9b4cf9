from odoo import models


class CrmStage(models.Model):
    _inherit = 'crm.stage'

    def write(self, vals):
        res = super().write(vals)
        if self._is_kept(vals):
            self.env.registry.clear_cache()
        return res
