import json
from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL, OrderedSet

from .crm_lead_score import SCORE_COLUMNS

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

    def _note(self, values):
        """Store what has been found out about these leads, with what else changes on them.

        Not through ``write``: nobody has edited them.
        """
        with self.env.protecting([self._fields[name] for name in values], self):
            self.update(values)
        self.modified(values)

    def _store_scores(self, rows):
        if not rows:
            return
        now = self.env.cr.now()
        scored = self.browse(row[0] for row in rows)
        names = [fname for fname, _pg_type in SCORE_COLUMNS]
        if len(rows) == 1:
            # with what else changes on the lead: each statement on it costs as much as a search
            scored._note({**dict(zip(names, rows[0][1:], strict=True)), 'scored_at': now})
            return
        self._write_scores(rows, now)
        scored.invalidate_recordset([*names, 'scored_at'], flush=False)
        scored.modified([*names, 'scored_at'])

    @api.model
    def _write_scores(self, rows, now):
        """Write scores, and nothing else: who edited the leads last, and when, stays."""
        names = SQL(", ").join(SQL.identifier(fname) for fname, _pg_type in SCORE_COLUMNS)
        columns = SQL(", ").join(
            SQL("%s = fresh.%s", SQL.identifier(fname), SQL.identifier(fname))
            for fname, _pg_type in SCORE_COLUMNS
        )
        types = ('int4', *(pg_type for _fname, pg_type in SCORE_COLUMNS))
        arrays = SQL(", ").join(
            SQL("%s::%s[]", [_to_column(value) for value in values], SQL(pg_type))
            for values, pg_type in zip(zip(*rows, strict=True), types, strict=True)
        )
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead AS lead SET %s, scored_at = %s
                     FROM unnest(%s) AS fresh(id, %s) WHERE lead.id = fresh.id""",
                columns,
                now,
                arrays,
                names,
            )
        )


def _to_column(value):
    return json.dumps(value) if isinstance(value, dict) else value
