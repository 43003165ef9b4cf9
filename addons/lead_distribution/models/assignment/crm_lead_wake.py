from odoo import models

from ..crm_lead import PROTECTED_FIELDS


class CrmLead(models.Model):
    """A lead that waits to be distributed is so as soon as it is free.

    A rep who finishes a lead has room for another, and somebody may be waiting for that.
    """

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

    def _wake_for_room(self, users):
        """Try the leads again that wait because these users, or a team, had no room."""
        if users:
            self.env['lead.distribution.wake']._note(users)

    def _held_before(self, vals):
        """Return the leads with a salesperson that this write may win."""
        if not vals.keys() & {'stage_id', 'probability'}:
            return self.browse()
        return self.filtered(lambda lead: lead.user_id and lead.won_status == 'pending')

    def _wake_for_won(self):
        """Try the leads again that wait for the salespeople who have won one of these."""
        won = self.filtered(lambda lead: lead.won_status == 'won')
        won._wake_for_room(won.user_id)
