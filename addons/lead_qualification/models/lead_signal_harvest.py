from odoo import api, models
from odoo.tools import SQL, split_every

# older signals are worth less than a thirtieth of their points: not worth gathering any more
HALF_LIVES_BACK = 5
AT_ONCE = 1000  # signals that are created and scored together


class LeadSignal(models.Model):
    _inherit = 'lead.signal'

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
