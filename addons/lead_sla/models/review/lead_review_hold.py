from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import clean_context

from ..metric.lead_metric_period import local_time


class LeadReview(models.Model):
    """What becomes of a review: held, cancelled, planned again.

    The meeting of a review in the calendars of its attendees: one moves the other.
    """

    _inherit = 'lead.review'

    def action_hold(self):
        """Freeze the agenda as it is now, and have the decisions become activities."""
        self.check_access('write')
        for review in self:
            review._check_can_be_held()
            review._freeze()
        self.decision_ids._plan_activities()

    def _check_can_be_held(self):
        if self.state != 'planned':
            raise UserError(self.env._("Only a review that is planned can be held."))
        today = local_time(self.env.cr.now(), self.team_id._review_zone()).date()
        if self.review_date > today:
            raise UserError(
                self.env._(
                    "This review is planned for %(date)s and cannot have been held yet. Change "
                    "When if you hold it earlier.",
                    date=format_date(self.env, self.review_date),
                )
            )

    def _freeze(self):
        """Keep what the agenda says, for all who may ever read it; each sees his part of it."""
        start, end = self._period()
        # as OdooBot, who sees all leads: whoever looks at a line is asked for his rights then
        everything = self.with_user(SUPERUSER_ID).with_context(
            tz=self.team_id._review_zone(), allowed_company_ids=None
        )
        rows = [
            {
                'review_id': self.id,
                'section': section,
                'sequence': number,
                'lead_id': row.pop('lead_id', None),
                'company_id': row.pop('company_id', None),
                'values': row,
            }
            for section in everything._sections()
            for number, row in enumerate(everything._live_rows(section))
        ]
        # sudo: nobody writes what is frozen by hand, and the state only by these buttons
        self.env['lead.review.item'].sudo().create(rows)
        self.invalidate_recordset(['item_ids', 'agenda'])
        self.sudo().write({'state': 'held', 'held_at': end, 'period_start': start})

    def action_cancel(self):
        """Take the reviews out of the calendars, and tell the attendees."""
        self.check_access('write')
        if self.filtered(lambda review: review.state == 'held'):
            raise UserError(self.env._("A review that was held cannot be cancelled."))
        # sudo: the state is written by the buttons only, and the meeting is of the review
        reviews = self.sudo()
        events = reviews.calendar_event_id
        reviews.write({'state': 'cancelled', 'calendar_event_id': False})
        events.unlink()
        for review in self:
            review.message_post(
                body=self.env._("This review is cancelled."),
                partner_ids=review.attendee_ids.partner_id.ids,
                subtype_xmlid='mail.mt_comment',
            )

    def action_plan_again(self):
        """Plan what was cancelled, at its time."""
        self.check_access('write')
        again = self.filtered(lambda review: review.state == 'cancelled')
        # sudo: the state is written by the buttons only
        again.sudo().write({'state': 'planned'})
        again._make_events()

    def action_present(self):
        """Open the agenda as a page to project."""
        self.ensure_one()
        self.check_access('read')
        return {
            **self._open_form(),
            'name': self.env._("Presentation"),
            'target': 'fullscreen',
            'views': [(self.env.ref('lead_sla.lead_review_view_form_present').id, 'form')],
        }

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


class LeadReviewItem(models.Model):
    """One line of the agenda of a review that was held, as it was then.

    What it says of a lead is seen by who may see the lead now, and goes when the lead goes.
    """

    _name = 'lead.review.item'
    _inherit = ['lead.bound.mixin']
    _description = "Agenda Line of a Review"
    _order = 'review_id, sequence, id'
    _rec_name = 'section'
    _lead_optional = True

    review_id = fields.Many2one('lead.review', required=True, index=True, ondelete='cascade')
    section = fields.Selection(
        lambda self: self.env['lead.review']._select_sections(), required=True
    )
    sequence = fields.Integer()
    lead_id = fields.Many2one('crm.lead', index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one('res.company', ondelete='cascade')
    values = fields.Json()
