from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import score as engine

# (column, its type in PostgreSQL) of what a signal is recorded with
COLUMNS = (
    ('lead_id', 'int4'),
    ('type_id', 'int4'),
    ('points', 'int4'),
    ('half_life_days', 'float8'),
    ('date', 'timestamp'),
    ('external_ref', 'varchar'),
    ('res_model', 'varchar'),
    ('res_id', 'int4'),
    ('note', 'varchar'),
)


class LeadSignal(models.Model):
    """Something one lead did, and what it was worth at the time."""

    _name = 'lead.signal'
    _description = "Lead Signal"
    _order = 'date desc, id desc'
    _rec_name = 'type_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    type_id = fields.Many2one('lead.signal.type', "Signal", required=True, ondelete='restrict')
    points = fields.Integer(required=True)
    half_life_days = fields.Float("Half-life (Days)", required=True)
    date = fields.Datetime(required=True)
    value = fields.Float(
        "Worth Now", compute='_compute_value', help="The points, halved per half-life since."
    )
    note = fields.Char()
    external_ref = fields.Char("External Reference", help="What the sender calls this event.")
    res_model = fields.Char("Source Model")
    res_id = fields.Many2oneReference("Source", model_field='res_model')
    company_id = fields.Many2one(related='lead_id.company_id')

    _unique_external_ref = models.UniqueIndex("(type_id, external_ref) WHERE external_ref <> ''")
    _unique_source = models.UniqueIndex(
        "(type_id, lead_id, res_model, res_id) WHERE res_model IS NOT NULL"
    )

    @api.depends('points', 'half_life_days', 'date')
    @api.depends_context('signals_at')
    def _compute_value(self):
        now = self.env.context.get('signals_at') or self.env.cr.now()
        for signal in self:
            age = (now - signal.date).total_seconds() / 86400 if signal.date else 0
            half_life = signal.half_life_days
            signal.value = engine.decayed(signal.points, age, half_life) if half_life else 0

    @api.model_create_multi
    def create(self, vals_list):
        signals = super().create(vals_list)
        signals.lead_id._after_signals(signals)
        return signals

    @api.model
    def _value_sql(self, moment) -> SQL:
        """Return SQL for what the row ``signal`` of this table is worth at ``moment``."""
        return SQL(
            """signal.points * power(0.5::float8, LEAST(
                GREATEST(EXTRACT(EPOCH FROM %s - signal.date), 0) / 86400.0 / signal.half_life_days,
                %s)::float8)""",
            moment,
            engine.MAX_HALF_LIVES,
        )

    @api.model
    def _record(self, vals_list):
        """Record signals, each once, however often and by how many processes it is told.

        Two transactions that record the same signal at once: the second fails with a
        serialization error, which Odoo's request handling answers by trying again.

        :param vals_list: values with at least ``lead_id, type_id, points, half_life_days, date``
        :returns: the signals that were new
        """
        if not vals_list:
            return self.browse()
        columns = SQL(", ").join(SQL.identifier(name) for name, _pg_type in COLUMNS)
        rows = SQL(", ").join(
            SQL("%s::%s[]", [vals.get(name) for vals in vals_list], SQL(pg_type))
            for name, pg_type in COLUMNS
        )
        query = SQL(
            """INSERT INTO lead_signal (%(columns)s, create_uid, create_date, write_uid, write_date)
               SELECT fresh.*, %(user)s, %(now)s, %(user)s, %(now)s
                 FROM unnest(%(rows)s) AS fresh(%(columns)s)
               ON CONFLICT DO NOTHING RETURNING id, lead_id""",
            columns=columns,
            rows=rows,
            user=self.env.uid,
            now=self.env.cr.now(),
        )
        inserted = self.env.execute_query(query)
        signals = self.browse(signal_id for signal_id, _lead_id in inserted)
        # sudo: who reports a signal need not see all of the lead
        leads = self.env['crm.lead'].sudo().browse(sorted({row[1] for row in inserted}))
        leads.invalidate_recordset(['signal_ids'], flush=False)
        leads._after_signals(signals)
        return signals

    @api.model
    def _record_kind(self, kind, leads, **vals):
        """Record Odoo's own event ``kind`` for ``leads``, if a type wants it recorded."""
        frozen = self.env['lead.signal.type']._values_of_kind(kind)
        if not frozen:
            return self.browse()
        now = self.env.cr.now()
        return self._record([{'lead_id': id_, 'date': now, **frozen, **vals} for id_ in leads.ids])

    @api.model
    def _move(self, leads, target):
        """Give the signals of merged leads to the lead they became, each event once."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM lead_signal AS extra USING lead_signal AS kept
                 WHERE extra.lead_id IN %(leads)s AND kept.lead_id IN %(all)s
                   AND extra.type_id = kept.type_id
                   AND extra.res_model = kept.res_model AND extra.res_id = kept.res_id
                   AND (kept.lead_id = %(target)s AND extra.lead_id <> %(target)s
                        OR extra.lead_id <> %(target)s AND kept.id < extra.id)
                """,
                leads=tuple(leads.ids),
                all=tuple((leads | target).ids),
                target=target.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE lead_signal SET lead_id = %s WHERE lead_id IN %s",
                target.id,
                tuple(leads.ids),
            )
        )
        self.invalidate_model()
        (leads | target).invalidate_recordset(['signal_ids'], flush=False)
