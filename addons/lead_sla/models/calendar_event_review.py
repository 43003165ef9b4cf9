from odoo import models

TIMES = {'start', 'stop', 'start_date', 'stop_date', 'duration', 'allday', 'active'}


class CalendarEvent(models.Model):
    """Meetings of reviews: moving or deleting one moves or cancels its review."""

    _inherit = 'calendar.event'

    def write(self, vals):
        # asked before: Odoo takes keys out of the values
        is_moved = bool(TIMES & vals.keys())
        result = super().write(vals)
        if is_moved:
            for review in self._planned_reviews():
                review._follow_event()
        return result

    def unlink(self):
        reviews = self._planned_reviews()
        result = super().unlink()
        reviews._lose_event()
        return result

    def _planned_reviews(self):
        # sudo: a review follows its meeting, whoever of the attendees moves that
        return (
            self.env['lead.review']
            .sudo()
            .search([('calendar_event_id', 'in', self.ids), ('state', '=', 'planned')])
        )

    def _get_activity_excluded_models(self):
        # the review is in the calendar; an activity would say the same again
        return super()._get_activity_excluded_models() + ['lead.review']
