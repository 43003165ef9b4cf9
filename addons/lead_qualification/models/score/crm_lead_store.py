import json
from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL, OrderedSet, frozendict

from .crm_lead import SCORE_NUMBERS

WAITING = 'lead_qualification.score'


class CrmLead(models.Model):
    """When leads are scored after signals, and how their scores get into the database."""

    _inherit = 'crm.lead'

    @api.model
    @contextmanager
    def _scoring_once(self):
        """Score the leads that get signals inside ``with`` once, at its end."""
        data = self.env.cr.precommit.data
        if WAITING in data:
            yield  # whoever began will score these as well
            return
        waiting = data[WAITING] = OrderedSet()
        try:
            yield
        finally:
            data.pop(WAITING, None)
        self.browse(waiting)._update_score()

    def _after_signals(self, signals):
        """Act on signals just recorded."""
        waiting = self.env.cr.precommit.data.get(WAITING)
        if waiting is None:
            self._update_score()
        else:
            waiting.update(self.ids)

    def _store_scores(self, scores):
        """Store the scores of many leads: the numbers first, then one write per grade and levels.

        So automation rules hear of a grade or a level that changes, and read the new numbers.
        """
        if not scores:
            return
        leads = self.sudo().browse(lead.id for lead in scores)
        self._write_numbers(scores)
        names = ['scored_at', *(name for name, _pg_type in SCORE_NUMBERS)]
        leads.invalidate_recordset(names, flush=False)
        leads.modified(names)
        moved = leads.filtered(lambda lead: scores[lead]['levels'] != scores[lead]['old_levels'])
        groups = moved.grouped(lambda lead: frozendict(scores[lead]['levels']))
        for levels, group in groups.items():
            group.write(dict(levels))

    @api.model
    def _write_numbers(self, scores):
        """Write scores, and nothing else: who edited the leads last, and when, stays.

        No two leads have the same numbers, so this is one statement instead of a write for each.
        """
        self.flush_model(['scored_at', *(name for name, _pg_type in SCORE_NUMBERS)])
        names = SQL(", ").join(SQL.identifier(name) for name, _pg_type in SCORE_NUMBERS)
        columns = SQL(", ").join(
            SQL("%s = fresh.%s", SQL.identifier(name), SQL.identifier(name))
            for name, _pg_type in SCORE_NUMBERS
        )
        arrays = SQL(", ").join(
            SQL(
                "%s::%s[]",
                [_to_column(score['numbers'][name]) for score in scores.values()],
                SQL(pg_type),
            )
            for name, pg_type in SCORE_NUMBERS
        )
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead AS lead SET %s, scored_at = %s
                     FROM unnest(%s::int4[], %s) AS fresh(id, %s) WHERE lead.id = fresh.id""",
                columns,
                self.env.cr.now(),
                [lead.id for lead in scores],
                arrays,
                names,
            )
        )


def _to_column(value):
    return json.dumps(value) if isinstance(value, dict) else value
