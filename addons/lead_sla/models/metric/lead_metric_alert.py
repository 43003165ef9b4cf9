from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .lead_metric import PERIODS
from .lead_metric_definition import value_text


class LeadMetricAlert(models.Model):
    """A metric of a team left the band that the periods before it let expect."""

    _name = 'lead.metric.alert'
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _description = "Lead Metric Drift"
    _order = 'date_start desc, id desc'
    _rec_name = 'metric_id'
    _mail_post_access = 'read'

    metric_id = fields.Many2one('lead.metric', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one('res.company', index='btree_not_null', ondelete='cascade')
    team_id = fields.Many2one('crm.team', "Sales Team", index='btree_not_null', ondelete='cascade')
    user_id = fields.Many2one('res.users', "Told To", help="Who led the team at the time.")
    period = fields.Selection(PERIODS, required=True)
    date_start = fields.Date("First Day", required=True)
    judged_from = fields.Date(
        "Judged From", help="Earlier than the first day where periods of few leads count together."
    )
    drift = fields.Selection([('low', "Below the band"), ('high', "Above the band")], required=True)
    verdict = fields.Selection([('better', "Better"), ('worse', "Worse")], required=True)
    value = fields.Float(aggregator=None, digits=0)
    band_low = fields.Float("Expected from", aggregator=None, digits=0)
    band_high = fields.Float("Expected to", aggregator=None, digits=0)
    look_at = fields.Text(related='metric_id.look_at')
    value_text = fields.Char("Result", compute='_compute_texts')
    band_text = fields.Char("Expected", compute='_compute_texts')

    # told once, however often and by however many processes metrics are refreshed
    _unique_alert = models.UniqueIndex(
        '(metric_id, period, date_start, COALESCE(company_id, 0), COALESCE(team_id, 0))',
        "This drift has been told already.",
    )

    @api.depends('value', 'band_low', 'band_high', 'metric_id')
    @api.depends_context('lang')
    def _compute_texts(self):
        for alert in self:
            alert.value_text = alert._text(alert.value)
            alert.band_text = self.env._(
                "%(low)s to %(high)s",
                low=alert._text(alert.band_low),
                high=alert._text(alert.band_high),
            )

    def _text(self, value):
        # sudo: the currency of a company is no secret to who reads its figures
        currency = self.sudo().company_id.currency_id or self.env.company.currency_id
        return value_text(self.env, value, self.metric_id.unit, currency)

    @api.model
    def _raise_alerts(self, metrics):
        """Tell the leaders of the drifts in the newest final period, each drift once."""
        drifts = self.env['lead.metric.value'].browse(self._untold(metrics))
        alerts = self.create([self._prepare_alert(row) for row in drifts])
        alerts._tell_people()
        return alerts

    @api.model
    def _untold(self, metrics):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT value.id FROM (
                       SELECT DISTINCT ON (value.metric_id, value.company_id, value.team_id) value.*
                         FROM lead_metric_value AS value
                         JOIN lead_metric AS metric ON metric.id = value.metric_id
                          AND metric.alert_period = value.period
                        WHERE value.is_final AND metric.id = ANY(%s)
                     ORDER BY value.metric_id, value.company_id, value.team_id, date_start DESC
                   ) AS value
             LEFT JOIN lead_metric_alert AS told
                    ON (told.metric_id, told.period) = (value.metric_id, value.period)
                   AND (told.date_start = value.date_start
                        OR told.drift = value.drift
                       AND told.date_start BETWEEN value.judged_from AND value.date_start)
                   AND COALESCE(told.company_id, 0) = COALESCE(value.company_id, 0)
                   AND COALESCE(told.team_id, 0) = COALESCE(value.team_id, 0)
                 WHERE value.drift IS NOT NULL AND told.id IS NULL
              ORDER BY value.id""",
                metrics.ids,
            )
        )
        return [value_id for [value_id] in rows]

    @api.model
    def _prepare_alert(self, row):
        copied = ('period', 'date_start', 'judged_from', 'drift', 'verdict')
        return {
            **{name: row[name] for name in (*copied, 'band_low', 'band_high')},
            'value': row.judged_value if row.judged_from else row.value,
            'metric_id': row.metric_id.id,
            'company_id': row.company_id.id,
            'team_id': row.team_id.id,
            'user_id': row.team_id.user_id.id,
        }

    def _tell_people(self):
        """Give the leader, and who passed leads in that time, one activity without a mail.

        Each reads it in their own language.
        """
        for alert in self.with_context(mail_activity_quick_update=True):
            # sudo: who passes leads to a team is no secret to who measures them
            passers = alert.team_id.sudo()._who_hands_over(alert.judged_from or alert.date_start)
            people = alert.user_id | passers
            for user in people.filtered('active'):
                own = alert.with_context(lang=user.lang)
                alert.activity_schedule(
                    'mail.mail_activity_data_todo',
                    user_id=user.id,
                    summary=own._summary(),
                    note=own.look_at,
                )

    def _summary(self):
        self.ensure_one()
        return self.env._(
            "%(metric)s of %(team)s: %(value)s, expected %(band)s",
            metric=self.metric_id.name,
            team=self.team_id.name,
            value=self.value_text,
            band=self.band_text,
        )

    def action_view_leads(self):
        """Open the leads behind the number that drifted."""
        self.ensure_one()
        self.check_access('read')
        rows = self.env['lead.metric.value'].search(
            [
                ('metric_id', '=', self.metric_id.id),
                ('period', '=', self.period),
                ('date_start', '>=', self.judged_from or self.date_start),
                ('date_start', '<=', self.date_start),
                ('company_id', '=', self.company_id.id),
                ('team_id', '=', self.team_id.id),
            ]
        )
        if not rows:
            return False
        domain = Domain.OR(Domain('metric_base_id', '=', row.id) for row in rows)
        return {**rows[0].action_view_leads(), 'domain': list(domain)}
