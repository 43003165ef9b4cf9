from datetime import timedelta

from odoo import api, fields, models

from .lead_metric_definition import EVENTS, METRICS
from .lead_metric_query import MetricQuery

PERIODS = [('day', "Day"), ('week', "Week"), ('month', "Month"), ('quarter', "Quarter")]

# no day of any time zone begins earlier than this before it begins in UTC
WIDEST_ZONE = timedelta(hours=14)


class LeadMetric(models.Model):
    """A number that tells how well leads are generated, handed over and followed up.

    What it counts is written in ``lead_metric_definition``, or in another addon that overrides
    ``_metric_definitions``; a record adds how it is explained, judged and watched.
    """

    _name = 'lead.metric'
    _description = "Lead Metric"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    key = fields.Selection(selection='_select_keys', required=True, readonly=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(
        "How It Is Counted", translate=True, help="Which leads count, and in which period."
    )
    look_at = fields.Text(
        "What to Look At", translate=True, help="What usually explains that this number drifts."
    )
    kind = fields.Char(compute='_compute_definition')
    unit = fields.Char(compute='_compute_definition')
    has_limit = fields.Boolean(compute='_compute_definition')
    within_days = fields.Integer(
        "Days for the Next Step",
        help="A lead counts as converted when it takes the next step within so many days. "
        "0 for no limit: then past periods go on changing, and no drift is told.",
    )
    alert_period = fields.Selection(
        PERIODS, "Watch Each", default='month', help="Leave empty for no alerts."
    )
    band_width = fields.Float(
        "Band",
        default=3.0,
        digits=(3, 1),
        help="How many standard deviations a number may be away from those before it.",
    )
    baseline_periods = fields.Integer("Periods Before", default=6)
    min_sample = fields.Integer(
        "Minimum Sample",
        default=30,
        help="With fewer leads than this, in the period or before it, no drift is told. For rates, "
        "periods of few leads are judged together until they have as many.",
    )
    rolling_periods = fields.Integer(
        "Periods Together",
        default=3,
        help="How many periods of a rate may be judged together to reach the minimum sample. "
        "1 to judge each period alone.",
    )
    min_change = fields.Float(
        "Smallest Change (%)",
        default=10.0,
        digits=(5, 1),
        help="A drift smaller than this part of the number before is not told.",
    )

    _unique_key = models.UniqueIndex('(key)', "This metric exists already.")
    _check_within = models.Constraint(
        'CHECK(within_days >= 0)',
        "Days for the Next Step cannot be negative. Enter 0 for no limit.",
    )
    _check_band = models.Constraint(
        'CHECK(band_width > 0)', "Band must be greater than 0. Three standard deviations are usual."
    )
    _check_baseline = models.Constraint(
        'CHECK(baseline_periods BETWEEN 4 AND 24)',
        "Periods Before must be between 4 and 24: fewer tell nothing, more are not kept.",
    )
    _check_sample = models.Constraint(
        'CHECK(min_sample >= 1)', "Minimum Sample must be at least 1 lead."
    )
    _check_rolling = models.Constraint(
        'CHECK(rolling_periods BETWEEN 1 AND 12)', "Periods Together must be between 1 and 12."
    )
    _check_change = models.Constraint(
        'CHECK(min_change >= 0)', "Smallest Change (%) cannot be negative."
    )

    @api.model
    def _metric_definitions(self):
        """Return ``{key: Metric}`` of this database; other addons add theirs to ``super()``'s."""
        return dict(METRICS)

    @api.model
    def _metric_events(self):
        """Return ``{key: Event}`` of this database, to one of which each metric belongs."""
        return dict(EVENTS)

    @api.model
    def _select_keys(self):
        return [(key, key) for key in self._metric_definitions()]

    @api.depends('key')
    def _compute_definition(self):
        for metric in self:
            definition = metric._definition()
            metric.kind = definition.kind if definition else False
            metric.unit = definition.unit if definition else False
            metric.has_limit = bool(definition and definition.next_step)

    def _definition(self):
        return self._metric_definitions().get(self.key)

    @api.model
    def _by_key(self, key):
        return self.with_context(active_test=False).search([('key', '=', key)])

    @api.model
    def _zones(self):
        """Return ``{company id: time zone its days are counted in}``, Odoo's digests' as well."""
        # sudo: in which companies a user may work is no matter of where a lead's day begins
        return {
            company.id: company.resource_calendar_id.tz or company.partner_id.tz or 'UTC'
            for company in self.env['res.company'].sudo().search([], order='id')
        }

    def _query(self, start, end):
        """Return the query of these metrics for what happened from ``start`` until ``end``, UTC."""
        definitions = self._metric_definitions()
        metrics = {metric.key: definitions[metric.key] for metric in self}
        within = {metric.key: metric.within_days for metric in self}
        return MetricQuery(metrics, self._metric_events(), within, self._zones(), start, end)

    def _measure_spans(self, spans, by=('company_id', 'team_id')):
        """Return ``[(key, *by, number of the span, numerator, denominator)]``.

        One query, whatever number of metrics, groups and spans. No record rules apply: the caller
        decides who may see what. Amounts are in the currency of the lead's company.

        :param list spans: ``[(start, end)]`` in UTC, which may overlap
        """
        if not (self and spans):
            return []
        start, end = min(start for start, _end in spans), max(end for _start, end in spans)
        return self._run(self._query(start, end).by_span(by, spans))

    def _measure_periods(self, first_days, by=('company_id', 'team_id')):
        """Return ``[(key, *by, period, first day, numerator, denominator)]`` until now, likewise.

        :param dict first_days: ``{period: first day it is wanted from}``
        """
        if not self:
            return []
        start = fields.Datetime.to_datetime(min(first_days.values())) - WIDEST_ZONE
        end = self.env.cr.now() + timedelta(seconds=1)
        return self._run(self._query(start, end).by_period(by, first_days))

    def _run(self, query):
        # the query is no ORM's, so nothing knows what of leads and SLAs it needs
        self.env['crm.lead'].flush_model()
        self.env['lead.sla'].flush_model()
        return self.env.execute_query(query)

    def _value(self, numerator, denominator):
        """Return the number people see, ``None`` where there is no data."""
        return self._definition().value(numerator, denominator)
