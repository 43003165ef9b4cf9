from odoo import api, models
from odoo.addons.lead_distribution.tools.working_time import WorkingTime
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS
from odoo.tools import SQL

from .sla_terms import ACCEPTED_MEANINGS, MINUTE, OPEN_STATES

ANSWERING_MEANINGS = {
    'acceptance': ACCEPTED_MEANINGS,
    'decision': ('qualified', *NEGATIVE_MEANINGS),
}

FIRST_TOUCH_KINDS = ('first_response', 'next_response')

ENOUGH = SQL(
    """touches >= COALESCE(target.min_touches, 0)
   AND calls >= COALESCE(target.min_calls, 0)
   AND emails >= COALESCE(target.min_emails, 0)"""
)

# what has happened within the assignment since the SLA started
WITHIN = SQL("BETWEEN sla.started_at AND COALESCE(assignment.released_at, 'infinity')")


class LeadSla(models.Model):
    """What SLAs wait for, and what is noted when it has happened."""

    _inherit = 'lead.sla'

    def _settle(self):
        """Close the SLAs for which what was promised is done, in time or late; return them."""
        return self._close(self.filtered(lambda sla: sla._is_open())._find_answers())

    def _close(self, answers):
        """Close the SLAs of ``{sla: (date, touch id)}`` and return them."""
        if not answers:
            return self.browse()
        answered = self.browse(sla.id for sla in answers)
        dates = {sla: date for sla, (date, _touch) in answers.items()}
        worked = answered._get_worked(dates)
        if paused := answered.filtered('paused_at'):
            paused._add_pause(dates)
            paused._set_deadlines(WorkingTime())
        for sla, (date, touch_id) in answers.items():
            sla._record_answer(date, touch_id, worked[sla])
        answered._close_activities()
        if any(sla.kind == 'touches' for sla in answered):
            answered._filter_unreached()._plan_giving_up()
        return answered

    @api.model
    def _settle_touched(self, leads):
        """Close the open SLAs of leads that were touched, if that is what they wait for.

        This is done with every call and mail: one query says which SLAs are answered.
        """
        for model in ('lead.sla', 'lead.touch', 'lead.assignment'):
            self.env[model].flush_model()
        queries = [
            self._select_touched(leads, FIRST_TOUCH_KINDS, self._select_first()),
            self._select_touched(leads, ('touches',), self._select_enough(ENOUGH)),
        ]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        slas = self.browse(row[0] for row in rows)
        return self._close({sla: row[1:] for sla, row in zip(slas, rows, strict=True)})

    def _select_touched(self, leads, kinds, answer) -> SQL:
        """Return the query for the SLAs of some kinds that are answered."""
        return SQL(
            """
            SELECT sla.id, answer.date, answer.touch_id
              FROM lead_sla sla
              JOIN lead_assignment assignment ON assignment.id = sla.assignment_id
              JOIN lead_sla_target target ON target.id = sla.target_id
        CROSS JOIN LATERAL (%s) answer
             WHERE sla.lead_id IN %s AND sla.kind IN %s
               AND sla.met_at IS NULL AND sla.state IN %s
            """,
            answer,
            leads._ids,
            kinds,
            OPEN_STATES,
        )

    def _find_answers(self):
        """Return ``{sla: (when it was done, id of the touch that did it)}`` in one query."""
        if not self:
            return {}
        for model in ('lead.sla', 'lead.touch', 'lead.assignment', 'lead.status.change'):
            self.env[model].flush_model()
        kinds = set(self.mapped('kind'))
        queries = [self._select_answers(kind) for kind in sorted(kinds)]
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        return {self.browse(sla): (date, touch) for sla, date, touch in rows}

    def _select_answers(self, kind) -> SQL:
        return SQL(
            """
            SELECT sla.id, answer.date, answer.touch_id
              FROM lead_sla sla
              JOIN lead_sla_target target ON target.id = sla.target_id
              JOIN lead_assignment assignment ON assignment.id = sla.assignment_id
        CROSS JOIN LATERAL (%s) answer
             WHERE sla.id IN %s AND sla.kind = %s
            """,
            self._select_answer(kind),
            self._ids,
            kind,
        )

    def _select_answer(self, kind) -> SQL:
        """Return the query for the moment at which one ``sla`` was done."""
        if kind in ANSWERING_MEANINGS:
            return SQL(
                """
                SELECT change.date, NULL::integer AS touch_id
                  FROM lead_status_change change
                  JOIN lead_status status ON status.id = change.to_status_id
                 WHERE change.lead_id = sla.lead_id
                   AND status.meaning IN %s
                   AND change.date %s
              ORDER BY change.date, change.id LIMIT 1
                """,
                ANSWERING_MEANINGS[kind],
                WITHIN,
            )
        return self._select_enough(ENOUGH) if kind == 'touches' else self._select_first()

    def _select_first(self) -> SQL:
        """Return the query for the first touch within one ``sla``."""
        return SQL(
            """
            SELECT touch.date, touch.id AS touch_id
              FROM lead_touch touch
             WHERE touch.lead_id = sla.lead_id
               AND touch.direction = 'out'
               AND touch.date %s
          ORDER BY touch.date, touch.id LIMIT 1
            """,
            WITHIN,
        )

    def _select_enough(self, enough) -> SQL:
        """Return the query for the touch of one ``sla`` with which it is ``enough``."""
        return SQL(
            """
            SELECT date, id AS touch_id
              FROM (
                    SELECT touch.date, touch.id,
                           COUNT(*) FILTER (WHERE touch.kind = 'call') OVER so_far AS calls,
                           COUNT(*) FILTER (WHERE touch.kind = 'email') OVER so_far AS emails,
                           COUNT(*) OVER so_far AS touches
                      FROM lead_touch touch
                     WHERE touch.lead_id = sla.lead_id
                       AND touch.direction = 'out'
                       AND touch.date %s
                    WINDOW so_far AS (ORDER BY touch.date, touch.id)
                   ) touch
             WHERE %s
          ORDER BY date, id LIMIT 1
            """,
            WITHIN,
            enough,
        )

    def _record_answer(self, date, touch_id, worked):
        # what is noted after the miss, but was done before, was done in time, and says so
        in_time = date <= self.deadline
        self.write(
            {
                'state': 'met' if in_time else 'missed',
                'logged_late': in_time and self.state == 'missed',
                'met_at': date,
                'touch_id': touch_id,
                'response_minutes': (date - self.started_at) / MINUTE,
                'response_working_minutes': worked / MINUTE,
                'next_event_at': False,
            }
        )
