from odoo import api, models
from odoo.tools import SQL

# older signals are worth less than a thirtieth of their points: not worth gathering any more
HALF_LIVES_BACK = 5


class LeadSignal(models.Model):
    _inherit = 'lead.signal'

    @api.model
    def _harvest(self):
        """Record what Odoo and the apps that are installed know by now: one statement per source.

        Each source row is one signal of one lead, however often this runs. The leads are left due
        for the score pass that follows.
        """
        self.env.flush_all()
        for kind, (model, rows) in self._sources().items():
            signal_type = self.env['lead.signal.type']._of_kind(kind)
            if signal_type:
                self.env.cr.execute(self._harvest_sql(signal_type, model, rows))
        self.env['crm.lead'].invalidate_model(['scored_at', 'signal_ids'], flush=False)

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
    def _harvest_sql(self, signal_type, model, rows) -> SQL:
        return SQL(
            """
            WITH source(lead_id, res_id, date) AS (%(rows)s),
                 added AS (
                     INSERT INTO lead_signal (type_id, points, half_life_days, lead_id, res_model,
                                 res_id, date, create_uid, create_date, write_uid, write_date)
                     SELECT %(type)s, %(points)s, %(half_life)s, source.lead_id, %(model)s,
                            source.res_id, source.date, %(user)s, %(now)s, %(user)s, %(now)s
                       FROM source
                       JOIN crm_lead AS lead ON lead.id = source.lead_id
                            AND lead.active AND lead.won_status = 'pending'
                      WHERE source.date <= %(now)s
                        AND source.date > %(now)s::timestamp
                            - make_interval(secs => %(half_life)s * 86400.0 * %(back)s)
                        AND NOT EXISTS (
                            SELECT FROM lead_signal AS known
                             WHERE known.type_id = %(type)s AND known.lead_id = source.lead_id
                               AND known.res_model = %(model)s AND known.res_id = source.res_id)
                  ORDER BY source.lead_id, source.date
                         ON CONFLICT DO NOTHING
                  RETURNING lead_id)
            UPDATE crm_lead SET scored_at = 'epoch' WHERE id IN (SELECT lead_id FROM added)
            """,
            rows=rows,
            type=signal_type.id,
            points=signal_type.points,
            half_life=signal_type.half_life_days,
            model=model,
            user=self.env.uid,
            now=self.env.cr.now(),
            back=HALF_LIVES_BACK,
        )
