from odoo import api, models, tools

HIDING_METHODS = ('blind_pull', 'shotgun')


class LeadPool(models.Model):
    """Whether pools are used at all, so that nobody else pays for them."""

    _inherit = 'lead.pool'

    @api.model_create_multi
    def create(self, vals_list):
        pools = super().create(vals_list)
        self.env.registry.clear_cache()
        return pools

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _has_claims(self):
        """Tell whether leads can be claimed, or have been from a pool that is gone by now."""
        # sudo: whether there are pools is no secret, and every touch of a lead needs it
        pools = self.sudo().with_context(active_test=False)
        claims = self.env['lead.assignment'].sudo()
        return bool(
            pools.search_count([], limit=1)
            or claims.search_count(claims._unworked_domain(), limit=1)
        )

    @api.model
    @tools.ormcache()
    def _hides_leads(self):
        """Tell whether there is a pool, archived or not, that hides leads from anybody."""
        # sudo: whether there are such pools is no secret, and every search about leads needs it
        pools = self.sudo().with_context(active_test=False)
        return bool(pools.search_count([('method', 'in', HIDING_METHODS)], limit=1))
