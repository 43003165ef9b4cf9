from odoo import api, models, tools

from .lead_visibility import LEAD, about_hidden_lead


class IrRule(models.Model):
    _inherit = 'ir.rule'

    @api.model
    def _compute_domain(self, model_name, mode='read'):
        """Hide leads of a pool that the user may not see, and all that is about them.

        This is no record of its own per model, so that it covers models of other modules as
        well, and nobody can switch it off for one.
        """
        return super()._compute_domain(model_name, mode) & self._visible_domain(model_name)

    @api.model
    def _visible_domain(self, model_name):
        if model_name == LEAD:
            return ~self.env[LEAD]._hidden_domain()
        return self._visible_about_leads(model_name)

    @api.model
    @tools.ormcache('model_name')
    def _visible_about_leads(self, model_name):
        return ~about_hidden_lead(self.env[model_name])
