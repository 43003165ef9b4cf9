from odoo import api, models, tools

from . import lead_visibility


class IrRule(models.Model):
    _inherit = 'ir.rule'

    @api.model
    def _compute_domain(self, model_name, mode='read'):
        """Hide leads of a pool that the user may not see, and all that is about them.

        This is no record of its own per model, so that it covers models of other modules as
        well, and nobody can switch it off for one.
        """
        return super()._compute_domain(model_name, mode) & self._visible_about_leads(model_name)

    @api.model
    @tools.ormcache('model_name')
    def _visible_about_leads(self, model_name):
        return lead_visibility.visible_domain(self.env[model_name])

    @api.model
    @tools.ormcache('model_name')
    def _lead_paths(self, model_name):
        return lead_visibility.paths(self.env[model_name])
