from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...engine import score as engine

# older signals are worth less than a thirtieth of their points: not worth gathering any more
HALF_LIVES_BACK = 5

AT_ONCE = 1000  # signals that are created and scored together


class LeadSignal(models.Model):
    """Something one lead did, and what it was worth at the time."""

    _name = 'lead.signal'
    _inherit = ['lead.bound.mixin']
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

    # per lead: else a sender learns from "known" what others told of leads kept from them
    _unique_external_ref = models.UniqueIndex(
        "(type_id, external_ref, lead_id) WHERE external_ref <> ''"
    )
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
        concurrency error, which Odoo's request handling answers by trying again.

        :param vals_list: values with at least ``lead_id, type_id, points, half_life_days, date``
        :returns: the signals that were new
        """
        model = self.sudo()  # who reports a signal need not be one who may write signals or leads
        known = model._known_events(vals_list)
        fresh = []
        for vals in vals_list:
            events = self._events_of(vals)
            if known.isdisjoint(events):
                known |= events
                fresh.append(vals)
        try:
            return model.create(fresh).sudo(self.env.su)
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    @api.model
    def _events_of(self, vals):
        """Return what a signal with these values may stand for only once."""
        events = set()
        if vals.get('external_ref'):
            events.add((vals['type_id'], vals['external_ref'], vals['lead_id']))
        if vals.get('res_model') and vals.get('res_id'):
            events.add((vals['type_id'], vals['lead_id'], vals['res_model'], vals['res_id']))
        return events

    @api.model
    def _known_events(self, vals_list):
        """Return which of the events behind these values have been recorded already."""
        types = Domain('type_id', 'in', [vals['type_id'] for vals in vals_list])
        named = [vals['external_ref'] for vals in vals_list if vals.get('external_ref')]
        sourced = [vals for vals in vals_list if vals.get('res_model')]
        names = ['type_id', 'external_ref', 'lead_id', 'res_model', 'res_id']
        # one after the other, each from an index of its own
        domains = [
            types & Domain('external_ref', 'in', named),
            types
            & Domain('lead_id', 'in', [vals['lead_id'] for vals in sourced])
            & Domain('res_id', 'in', [vals.get('res_id') for vals in sourced]),
        ]
        known = set()
        for domain, wanted in zip(domains, (named, sourced), strict=True):
            rows = self.search_fetch(domain, names, order='id') if wanted else self
            known = known.union(*(self._events_of(row._event_vals()) for row in rows))
        return known

    def _event_vals(self):
        return {
            'type_id': self.type_id.id,
            'external_ref': self.external_ref,
            'lead_id': self.lead_id.id,
            'res_model': self.res_model,
            'res_id': self.res_id,
        }

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
        if not leads.with_env(self.env).signal_ids:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM lead_signal AS extra USING lead_signal AS kept
                 WHERE extra.lead_id IN %(leads)s AND kept.lead_id IN %(all)s
                   AND extra.type_id = kept.type_id
                   AND (extra.res_model = kept.res_model AND extra.res_id = kept.res_id
                        OR extra.external_ref = kept.external_ref AND kept.external_ref <> '')
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

    @api.model
    def _harvest(self):
        """Record what Odoo and the apps that are installed know by now: one query per source.

        Each source row is one signal of one lead, however often this runs.
        """
        self.env.flush_all()
        for kind, (model, rows) in self._sources().items():
            signal_type = self.env['lead.signal.type']._of_kind(kind)
            if not signal_type:
                continue
            found = self.env.execute_query(self._missing_sql(signal_type, model, rows))
            for some in split_every(AT_ONCE, found):
                self.create(
                    [
                        signal_type._prepare_signal(
                            self.env['crm.lead'].browse(lead_id),
                            date=date,
                            res_model=model,
                            res_id=res_id,
                        )
                        for lead_id, res_id, date in some
                    ]
                )

    @api.model
    def _sources(self):
        """Return ``{kind: (model, SQL of rows (lead_id, res_id, date))}`` of what is installed."""
        sources = {'meeting': ('calendar.event', self._meetings())}
        if 'mailing.trace' in self.env:
            sources['click'] = ('mailing.trace', self._clicks())
        if 'event.registration' in self.env:
            sources['event'] = ('event.registration', self._events())
        if 'mailing.subscription' in self.env:
            sources['unsubscribed'] = ('mailing.subscription', self._unsubscriptions())
        return sources

    @api.model
    def _meetings(self) -> SQL:
        return SQL(
            """SELECT opportunity_id, id, stop FROM calendar_event
                WHERE opportunity_id IS NOT NULL AND active"""
        )

    @api.model
    def _clicks(self) -> SQL:
        return SQL(
            """SELECT lead.id, trace.id, trace.links_click_datetime
                 FROM mailing_trace AS trace
                 JOIN crm_lead AS lead
                      ON trace.model = 'crm.lead' AND lead.id = trace.res_id
                      OR trace.model <> 'crm.lead' AND lead.email_normalized = trace.email
                WHERE trace.links_click_datetime IS NOT NULL
                  AND trace.is_test_trace IS NOT TRUE"""
        )

    @api.model
    def _events(self) -> SQL:
        return SQL(
            """SELECT lead.id, registration.id, COALESCE(registration.date_closed, event.date_end)
                 FROM event_registration AS registration
                 JOIN event_event AS event ON event.id = registration.event_id
                 JOIN crm_lead AS lead
                      ON lead.email_normalized = LOWER(TRIM(registration.email))
                WHERE registration.state = 'done' AND registration.active"""
        )

    @api.model
    def _unsubscriptions(self) -> SQL:
        return SQL(
            """SELECT lead.id, subscription.id, subscription.opt_out_datetime
                 FROM mailing_subscription AS subscription
                 JOIN mailing_contact AS contact ON contact.id = subscription.contact_id
                 JOIN crm_lead AS lead ON lead.email_normalized = contact.email_normalized
                WHERE subscription.opt_out"""
        )

    @api.model
    def _missing_sql(self, signal_type, model, rows) -> SQL:
        """Return the query for the rows of a source that are no signals of open leads yet."""
        return SQL(
            """
            SELECT DISTINCT ON (source.lead_id, source.res_id)
                   source.lead_id, source.res_id, source.date
              FROM (%(rows)s) AS source(lead_id, res_id, date)
              JOIN crm_lead AS lead ON lead.id = source.lead_id
                   AND lead.active AND lead.won_status = 'pending'
             WHERE source.date <= %(now)s
               AND source.date > %(now)s::timestamp
                   - make_interval(secs => %(half_life)s * 86400.0 * %(back)s)
               AND NOT EXISTS (
                   SELECT FROM lead_signal AS known
                    WHERE known.type_id = %(type)s AND known.lead_id = source.lead_id
                      AND known.res_model = %(model)s AND known.res_id = source.res_id)
          ORDER BY source.lead_id, source.res_id, source.date
            """,
            rows=rows,
            type=signal_type.id,
            half_life=signal_type.half_life_days,
            model=model,
            now=self.env.cr.now(),
            back=HALF_LIVES_BACK,
        )
