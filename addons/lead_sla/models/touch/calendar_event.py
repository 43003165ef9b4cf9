import logging
from datetime import timedelta

from odoo import api, models
from odoo.addons.lead_distribution.tools.batches import COLLISIONS, MAX_COLLISIONS
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

OLDEST = timedelta(days=31)

ATTENDED = """
       SELECT event.id, lead.id, salesperson.id, GREATEST(event.start, lead.create_date)
         FROM calendar_event AS event
         JOIN crm_lead AS lead ON lead.id = COALESCE(
              event.opportunity_id,
              CASE WHEN event.res_model = 'crm.lead' THEN event.res_id END)
    LEFT JOIN LATERAL (
              SELECT assignment.user_id
                FROM lead_assignment AS assignment
               WHERE assignment.lead_id = lead.id
                 AND assignment.assigned_at <= event.stop
                 AND COALESCE(assignment.released_at, 'infinity') >= event.stop
            ORDER BY assignment.assigned_at DESC
               LIMIT 1) AS held ON TRUE
         JOIN res_users AS salesperson ON salesperson.id = COALESCE(held.user_id, lead.user_id)
        WHERE event.active
          AND (event.opportunity_id IS NOT NULL OR event.res_model = 'crm.lead')
          AND event.stop >= lead.create_date
          AND %(condition)s
          AND salesperson.active AND salesperson.share IS NOT TRUE
          AND EXISTS (SELECT FROM calendar_attendee AS attendee
                       WHERE attendee.event_id = event.id
                         AND attendee.partner_id = salesperson.partner_id
                         AND attendee.state IS DISTINCT FROM 'declined')
          AND NOT EXISTS (SELECT FROM lead_touch AS touch
                           WHERE touch.calendar_event_id = event.id)
     ORDER BY event.stop, event.id
        LIMIT %(limit)s
"""

TIMES = {'start', 'stop', 'start_date', 'stop_date', 'duration', 'allday', 'active'}


class CalendarEvent(models.Model):
    """Meetings with customers are touches once they have been held; reviews follow theirs."""

    _inherit = 'calendar.event'

    _lead_stop_idx = models.Index(
        "(stop) WHERE active AND (opportunity_id IS NOT NULL OR res_model = 'crm.lead')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._wake_for_end()
        return events

    def write(self, vals):
        # asked before: Odoo takes keys out of the values
        is_moved = bool(TIMES & vals.keys())
        result = super().write(vals)
        if is_moved:
            for review in self._planned_reviews():
                review._follow_event()
        if vals.keys() & {'stop', 'stop_date', 'duration', 'opportunity_id', 'res_id', 'active'}:
            self._wake_for_end()
        return result

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

    def _wake_for_end(self):
        """Have meetings about leads recorded as soon as they are over."""
        now = self.env.cr.now()
        ends = {
            event.stop
            for event in self
            if event.active and event.stop > now
            if event.opportunity_id or event.res_model == 'crm.lead'
        }
        if ends:
            # sudo: waking the cron gives away nothing, it records what has been held
            self.env.ref('lead_sla.ir_cron_record_meetings').sudo()._trigger(ends)

    @api.model
    def _cron_record_meetings(self, batch_size=500):
        """Record the meetings that are over as touches of their leads."""
        for _collision in range(MAX_COLLISIONS):
            try:
                held = self._find_held(batch_size)
                self.env['lead.touch']._record(held)
                self.env.flush_all()
                break
            except COLLISIONS:
                self.env.cr.rollback()
        else:
            _logger.warning("Meetings collided %s times, trying later", MAX_COLLISIONS)
            held = []
            soon = self.env.cr.now() + timedelta(minutes=1)
            self.env.ref('lead_sla.ir_cron_record_meetings')._trigger(soon)
        remaining = len(self._find_held(1)) if held else 0
        self.env['ir.cron']._commit_progress(len(held), remaining=remaining)

    @api.model
    def _record_under_way(self, leads):
        """Record the meetings about these leads that are under way, all-day ones aside.

        Who sits with the customer when the time is over is answering, and not late.
        """
        if not leads:
            return
        now = self.env.cr.now()
        under_way = SQL(
            "event.start <= %s AND event.stop > %s AND event.allday IS NOT TRUE AND lead.id IN %s",
            now,
            now,
            leads._ids,
        )
        self.env['lead.touch']._record(self._find_attended(under_way))

    @api.model
    def _find_held(self, limit):
        """Return the touches to record for meetings that are over."""
        now = self.env.cr.now()
        return self._find_attended(
            SQL("event.stop > %s AND event.stop <= %s", now - OLDEST, now), limit
        )

    @api.model
    def _find_attended(self, condition, limit=None):
        """Return the touches to record for meetings whose salesperson attended.

        The salesperson is whoever had the lead at the end, so far; one who declined was not there.
        """
        self.flush_model()
        for model in ('calendar.attendee', 'crm.lead', 'lead.touch', 'lead.assignment'):
            self.env[model].flush_model()
        rows = self.env.execute_query(SQL(ATTENDED, condition=condition, limit=limit))
        return [
            {
                'calendar_event_id': event,
                'lead_id': lead,
                'user_id': user,
                'kind': 'meeting',
                'outcome': 'reached',
                'date': start,
            }
            for event, lead, user, start in rows
        ]
