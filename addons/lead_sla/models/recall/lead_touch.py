from odoo import models

from .forgetting import UNNOTICED


class LeadTouch(models.Model):
    """What refreshes the customer's memory: contact from either side that has come about."""

    _inherit = 'lead.touch'

    def _refresh_memory(self):
        self.filtered(lambda touch: touch._is_contact()).lead_id._remember(self)

    def _is_contact(self):
        """Tell whether the customer has noticed this; a call that did not get through is none."""
        self.ensure_one()
        return self.outcome not in UNNOTICED
