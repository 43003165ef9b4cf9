from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .lead_metric_period import local_time


class LeadReview(models.Model):
    """What becomes of a review: held, cancelled, planned again."""

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
