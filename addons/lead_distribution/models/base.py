from odoo import api, models

from .lead_visibility import filter_hidden


class Base(models.AbstractModel):
    """Odoo reads the names of records as superuser, for every field that points at one."""

    _inherit = 'base'

    @api.depends_context('uid')
    def _compute_display_name(self):
        """Give no name away of what is about a lead that its pool hides from the user."""
        res = super()._compute_display_name()
        self._mask_hidden_names()
        return res

    def _mask_hidden_names(self):
        hidden = filter_hidden(self)
        if hidden:
            hidden.display_name = self.env._("Lead in a pool")
