from odoo import models


class CrmLead(models.Model):
    """A rep who finishes a lead has room for another, and somebody may be waiting for that."""

    _inherit = 'crm.lead'

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
