from odoo import models

from .crm_lead import PROTECTED_FIELDS


class CrmLead(models.Model):
    """A lead that waits to be distributed is so as soon as it is free."""

    _inherit = 'crm.lead'

    def _wake_for_pending(self, vals):
        """Have the run look again once this is committed: it passed over what was held for it.

        So a lead that is enriched, which takes seconds, waits no minute after that.
        """
        if not vals.keys() - PROTECTED_FIELDS or self.env.context.get('lead_assigning'):
            return
        # whether leads wait is read for the run, not for whoever writes them
        if any(lead.distribution_state == 'pending' for lead in self.sudo()):
            self._trigger_distribution()
