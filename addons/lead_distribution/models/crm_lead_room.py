from odoo import models


class CrmLead(models.Model):
    """A rep who finishes a lead has room for another, and somebody may be waiting for that."""

    _inherit = 'crm.lead'

    def write(self, vals):
        held = self.browse()
        if vals.keys() & {'stage_id', 'probability'}:
            held = self.filtered(lambda lead: lead.user_id and lead.won_status == 'pending')
        res = super().write(vals)
        if won := held.filtered(lambda lead: lead.won_status == 'won'):
            won._wake_for_room(won.user_id)
        return res

    def unlink(self):
        users = self.filtered(lambda lead: lead.won_status == 'pending').user_id
        res = super().unlink()
        self._wake_for_room(users)
        return res

    def _after_release(self, assignments):
        res = super()._after_release(assignments)
        self._wake_for_room(assignments.user_id)
        return res

    def _wake_for_room(self, users):
        """Try the leads again that wait because these users, or a team, had no room."""
        if users:
            self.env['lead.distribution.wake']._note(users)
