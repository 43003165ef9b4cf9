from odoo import api, models
from odoo.tools import SQL

from .lead_sla_activity import ARCHIVING_FIELDS
from .lead_sla_answer import ENOUGH
from .sla_terms import OPEN_STATES

FIRST_TOUCH_KINDS = ('first_response', 'next_response')
# what is read of a clock, and of its salesperson's working time, in order to close it
CLOSING_FIELDS = (
    'lead_id',
    'assignment_id',
    'target_id',
    'policy_id',
    'kind',
    'amount',
    'unit',
    'time_base',
    'user_id',
    'team_id',
    'company_id',
    'calendar_id',
    'started_at',
    'counts_from',
    'deadline',
    'next_event_at',
    'state',
    'met_at',
    'touch_id',
    'paused_at',
    'pauses',
    'is_stale',
    'activity_id',
)


class LeadSla(models.Model):
    """What a touch does to the clocks of its lead.

    This is done with every call and mail. One query says which clocks are answered, and brings
    what closing them needs, their activities included.
    """

    _inherit = 'lead.sla'

    @api.model
    def _settle_touched(self, leads):
        """Close the open clocks of leads that were touched, if that is what they wait for."""
        for model in ('lead.sla', 'lead.touch', 'lead.assignment'):
            self.env[model].flush_model()
        queries = [self._select_touched(leads, FIRST_TOUCH_KINDS, self._select_first())]
        if self.env['lead.sla.target']._counts_touches():
            queries.append(self._select_touched(leads, ('touches',), self._select_enough(ENOUGH)))
        rows = self.env.execute_query(SQL(" UNION ALL ").join(queries))
        self._keep_touched(rows)
        return self._close({self.browse(row[0]): row[1:3] for row in rows})

    def _select_touched(self, leads, kinds, answer) -> SQL:
        """Return the query for the clocks of some kinds that are answered."""
        return SQL(
            """
            SELECT sla.id, answer.date, answer.touch_id, %(clock)s, %(activity)s
              FROM lead_sla sla
              JOIN lead_assignment stint ON stint.id = sla.assignment_id
             %(target)s
         LEFT JOIN mail_activity activity ON activity.id = sla.activity_id
        CROSS JOIN LATERAL (%(answer)s) answer
             WHERE sla.lead_id IN %(leads)s AND sla.kind IN %(kinds)s
               AND sla.met_at IS NULL AND sla.state IN %(states)s
            """,
            clock=_columns('sla', CLOSING_FIELDS),
            activity=_columns('activity', ('id', *ARCHIVING_FIELDS)),
            target=SQL("JOIN lead_sla_target target ON target.id = sla.target_id")
            if 'touches' in kinds
            else SQL(),
            answer=answer,
            leads=leads._ids,
            kinds=kinds,
            states=OPEN_STATES,
        )

    def _keep_touched(self, rows):
        """Put what was read of clocks and activities into the cache, below what has changed."""
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        clocks = self.browse(columns[0])
        at = 3 + len(CLOSING_FIELDS)
        for name, values in zip(CLOSING_FIELDS, columns[3:at], strict=True):
            self._fields[name]._insert_cache(clocks, values)
        known = {row[at]: row[at + 1 :] for row in rows if row[at]}
        activities = self.env['mail.activity'].browse(known)
        for name, values in zip(ARCHIVING_FIELDS, zip(*known.values(), strict=True), strict=False):
            activities._fields[name]._insert_cache(activities, values)


def _columns(alias, names):
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)
