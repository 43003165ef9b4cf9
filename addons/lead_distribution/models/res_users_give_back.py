from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """A rep who is gone for long gives untouched leads back."""

    _inherit = 'res.users'

    def _give_back_while_away(self):
        """Take the untouched leads of those off who have just gone away for long."""
        now = self.env.cr.now()
        for user in self.filtered('lead_presence_until'):
            if user.lead_presence == 'away':
                stints = self.env['lead.assignment']._open_of(user)
                stints._after_days(user.lead_presence_until - now)._give_back('leave')

    @api.model
    def _give_back_on_leave(self):
        """Take the untouched leads of those off whose long leave has begun."""
        for leave in self._long_leaves():
            # who claims a lead during his leave means to work on it
            since = max(leave.date_from, leave.create_date)
            stints = self.env['lead.assignment']._open_of(
                leave.resource_id.user_id, Domain('assigned_at', '<=', since)
            )
            stints._after_days(leave.date_to - leave.date_from)._give_back('leave')

    @api.model
    def _long_leaves(self):
        """Return the personal leaves of today that are long enough for some company."""
        now = self.env.cr.now()
        limits = self.env['res.company'].search([]).mapped('lead_leave_days')
        shortest = min(filter(None, limits), default=0)
        if not shortest:
            return self.env['resource.calendar.leaves']
        leaves = self.env['resource.calendar.leaves'].search(
            [
                ('resource_id.user_id', '!=', False),
                ('time_type', '=', 'leave'),
                ('date_from', '<=', now),
                ('date_to', '>', now),
            ]
        )
        return leaves.filtered(
            lambda leave: leave.date_to - leave.date_from > timedelta(days=shortest)
        )
