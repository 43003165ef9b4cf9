from datetime import timedelta

from odoo import models
from odoo.tools.misc import clean_context


class LeadReview(models.Model):
    """The meeting of a review in the calendars of its attendees: one moves the other."""

    _inherit = 'lead.review'

    def _make_events(self):
        """Put the reviews that are planned into the calendars, and invite the attendees."""
        missing = self.filtered(
            lambda review: review.state == 'planned' and not review.calendar_event_id
        )
        if not missing:
            return
        # sudo: the meeting is private to its attendees, and whoever plans the review invites them;
        # defaults meant for the review are none of the meeting
        env = self.env(su=True, context=clean_context(self.env.context))
        events = env['calendar.event'].create([review._prepare_event() for review in missing])
        for review, event in zip(missing.sudo(), events, strict=True):
            review.calendar_event_id = event

    def _prepare_event(self):
        self.ensure_one()
        # sudo: attendees have a name and an address for who invites them
        attendees = self.sudo().attendee_ids
        leader = self.sudo().team_id.user_id
        return {
            'name': self.env._("Review: %s", self.sudo().team_id.name),
            'user_id': (leader if leader in attendees else attendees[:1]).id,
            'partner_ids': [(6, 0, attendees.partner_id.ids)],
            # nobody but attendees moves or reads it
            'privacy': 'private',
            'res_model_id': self.env['ir.model']._get_id(self._name),
            'res_id': self.id,
            **self._prepare_event_time(),
        }

    def _prepare_event_time(self):
        return {
            'allday': False,
            'start': self.date_start,
            'stop': self.date_start + timedelta(hours=self.duration),
        }

    def _move_events(self):
        """Tell the meetings when the reviews are now, and who comes."""
        # sudo: as for making them; attendees cannot be told apart by who may write calendars
        for review in self.sudo().filtered('calendar_event_id'):
            event, times = review.calendar_event_id, review._prepare_event_time()
            if any(event[name] != value for name, value in times.items()):
                event.write(times)
            partners = review.attendee_ids.partner_id
            if event.partner_ids & self._all_user_partners(event) != partners:
                guests = event.partner_ids - self._all_user_partners(event)
                event.write({'partner_ids': [(6, 0, (partners | guests).ids)]})

    def _all_user_partners(self, event):
        """Return those invited who are users; guests of the meeting stay what they are."""
        return event.partner_ids.filtered(lambda partner: partner.user_ids)

    def _follow_event(self):
        """Be when the meeting is, which somebody moved in the calendar."""
        self.ensure_one()
        event = self.calendar_event_id
        if self.state != 'planned':
            return
        if not event.active:
            self._lose_event()
            return
        hours = (event.stop - event.start) / timedelta(hours=1)
        moved = {'date_start': event.start, 'duration': hours}
        if any(self[name] != value for name, value in moved.items()):
            self.write(moved)

    def _lose_event(self):
        """Be cancelled: somebody took the meeting out of the calendar."""
        self.write({'state': 'cancelled', 'calendar_event_id': False})
        for review in self:
            review._message_log(
                body=self.env._("The meeting was deleted in the calendar: no review is held then.")
            )
