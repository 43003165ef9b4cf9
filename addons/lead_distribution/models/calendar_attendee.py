from odoo import models

from .lead_visibility import filter_hidden


class CalendarAttendee(models.Model):
    _inherit = 'calendar.attendee'

    def _should_notify_attendee(self, notify_author=False):
        """Send no invitation or reminder to whom the pool hides the lead of the meeting from."""
        notify = super()._should_notify_attendee(notify_author)
        users = self.sudo().partner_id.user_ids  # whether he has an account is no secret here
        return notify and not any(filter_hidden(self.event_id.with_user(user)) for user in users)
