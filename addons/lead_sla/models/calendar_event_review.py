from odoo import models


class CalendarEvent(models.Model):
    """Meetings of reviews: moving or deleting one moves or cancels its review."""

    _inherit = 'calendar.event'

    def unlink(self):
        reviews = self._planned_reviews()
        result = super().unlink()
        reviews._lose_event()
        return result

    def _planned_reviews(self):
        # sudo: a review follows its meeting, whoever of the attendees moves that
        reviews = self.env['lead.review'].sudo()
        if not reviews._is_used():
            return reviews
        return reviews.search([('calendar_event_id', 'in', self.ids), ('state', '=', 'planned')])

    def _get_activity_excluded_models(self):
        # the review is in the calendar; an activity would say the same again
        return super()._get_activity_excluded_models() + ['lead.review']
