import json
from collections import defaultdict
from datetime import timedelta
from itertools import accumulate

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .lead_metric_period import (
    MIN_PERIODS,
    STEP,
    first_days,
    local_time,
    rate_band,
    robust_band,
    start_of,
    starts,
    utc_midnight,
    widen,
)

STORED = (
    'metric_id, metric_sequence, kind, unit, company_id, team_id, period, date_start, date_end,'
    ' numerator, denominator, value, has_data, previous_value, has_previous, change,'
    ' band_low, band_high, has_band, judged_from, judged_value, drift, age, is_final, refreshed_at'
)

PARTS = ('numerator', 'denominator')

CHANGING = STORED.partition(' date_end,')[2].split(',')


class LeadMetric(models.Model):
    """How the values of metrics are refreshed: all at once, in three statements.

    Each hour the periods are measured that still change by themselves; closed ones stay as they
    are. Nothing is frozen: what changes the past (a merge, a lead deleted, a day corrected) is
    right everywhere after the night, in which everything is counted anew.
    """

    _inherit = 'lead.metric'

    @api.model
    def _cron_refresh(self):
        """Each hour what still changes by itself; everything once a day, in the night."""
        metrics = self.search([])
        metrics._refresh(since=None if metrics._are_stale() else metrics._last_open_day())

    def action_refresh(self):
        """Bring all metrics up to date now."""
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only sales administrators can refresh the metrics."))
        self.search([])._refresh()
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def _are_stale(self):
        """Tell whether any of these metrics has not been measured as a whole today, or as it is."""
        # sudo: how old values are is no secret, whoever may read them
        oldest = dict(
            self.env['lead.metric.value']
            .sudo()
            ._read_group([('metric_id', 'in', self.ids)], ['metric_id'], ['refreshed_at:min'])
        )
        today = max(utc_midnight(day, zone) for zone, day in self._todays().items())
        return any(
            metric not in oldest or oldest[metric] < max(today, metric.write_date)
            for metric in self
        )

    def _todays(self):
        """Return ``{time zone of a company: its day of now}``, that of UTC among them."""
        now = self.env.cr.now()
        return {zone: local_time(now, zone).date() for zone in {'UTC', *self._zones().values()}}

    def _last_open_day(self):
        """Return the last day whose leads all had their time for the next step."""
        limit = max((metric.within_days for metric in self if metric.has_limit), default=0)
        return min(self._todays().values()) - timedelta(days=limit + 1)

    def _refresh(self, since=None):
        """Measure these metrics anew, and tell of those that drift.

        :param since: the day from whose week, month and quarter on; none: all that is kept
        """
        # sudo: values are the system's to write, and count all leads whoever asks for them
        metrics = self.sudo()
        first = first_days(min(self._todays().values()))
        if since:
            first = {period: max(day, start_of(period, since)) for period, day in first.items()}
        known = metrics._known_parts(first) if since else []
        metrics._store(metrics._prepare_values(first, known), first if since else {})
        metrics.env['lead.metric.alert']._raise_alerts(metrics)

    def _known_parts(self, first):
        """Return what is stored of periods before these days, as ``_measure_periods`` does."""
        self.env['lead.metric.value'].flush_model()
        return self.env.execute_query(
            SQL(
                """SELECT metric.key, value.company_id, value.team_id, value.period,
                          value.date_start, value.numerator, value.denominator
                     FROM lead_metric_value AS value
                     JOIN lead_metric AS metric ON metric.id = value.metric_id
                    WHERE metric.id = ANY(%s) AND %s""",
                self.ids,
                SQL("NOT %s", self._is_from(first)),
            )
        )

    def _is_from(self, first):
        """Return the condition that a value is of a period from its first day on."""
        return SQL(
            "value.date_start >= (%s::jsonb ->> value.period)::date", json.dumps(first, default=str)
        )

    def _prepare_values(self, first, known):
        """Return the rows of all periods from these days on, of each team that ever had a lead.

        :param list known: what is known of the periods before, which the new ones are held against
        """
        now = self.env.cr.now()
        today = {company: local_time(now, zone).date() for company, zone in self._zones().items()}
        today[None] = local_time(now, 'UTC').date()
        measured, since = defaultdict(dict), {}
        for key, company, team, period, day, *parts in [*known, *self._measure_periods(first)]:
            scope = company, team, period
            measured[scope][key, day] = parts
            since[scope] = min(day, since.get(scope, day))
        return [
            row
            for scope, day in since.items()
            for metric in self
            for row in metric._prepare_series(scope, day, today[scope[0]], measured[scope])
            if row['date_start'] >= first[row['period']]
        ]

    def _prepare_series(self, scope, first, today, measured):
        """Return the rows of one metric of one team, from its first period to the running one."""
        company, team, period = scope
        definition = self._definition()
        series = []
        for day in starts(period, first, today):
            numerator, denominator = measured.get((self.key, day), (0, 0))
            numerator, denominator = float(numerator or 0), int(denominator or 0)
            value = definition.value(numerator, denominator)
            end = day + STEP[period] - timedelta(days=1)
            series.append(
                {
                    'metric_id': self.id,
                    'metric_sequence': self.sequence,
                    'kind': definition.kind,
                    'unit': definition.unit,
                    'company_id': company,
                    'team_id': team,
                    'period': period,
                    'date_start': day,
                    'date_end': end,
                    'numerator': numerator,
                    'denominator': denominator,
                    'value': value,
                    'has_data': value is not None,
                    'is_final': self._is_final(end, today),
                    'refreshed_at': self.env.cr.now(),
                }
            )
        for index, row in enumerate(series):
            row['age'] = len(series) - 1 - index
            row.update(self._compare(row, series[:index]))
        return series

    def _is_final(self, end, today):
        """Tell whether a period is over, and its leads had their time for the next step."""
        if self.has_limit and not self.within_days:
            return False
        return end + timedelta(days=self.within_days if self.has_limit else 0) < today

    def _compare(self, row, before):
        """Return how a value stands to the one before it, and to the band of those before."""
        previous = before[-1]['value'] if before else None
        result = {
            'previous_value': previous,
            'has_previous': previous is not None,
            'change': None,
            'has_band': False,
            'judged_from': None,
            'judged_value': None,
            'drift': None,
        }
        if previous and row['value'] is not None:
            result['change'] = 100 * (row['value'] - previous) / previous
        judged, before = self._roll(row, before)
        known = [other for other in before if other['value'] is not None]
        band = self._band(judged, known) if row['is_final'] else None
        if band:
            (low, high), value = band, judged['value']
            result.update(band_low=low, band_high=high, has_band=True)
            result.update(judged_from=judged['date_start'], judged_value=value)
            if not low <= value <= high:
                result['drift'] = 'low' if value < low else 'high'
        return result

    def _roll(self, row, before):
        """Return what is judged, and the periods that it is held against.

        A rate of few leads is judged together with as many periods before it as make a sample, so
        that teams with few leads hear of a fall as well, and of chance no more often than others.
        """
        count = 1
        if self.kind == 'rate':
            newest = [row, *reversed(before)][: self.rolling_periods]
            reached = accumulate(other['denominator'] for other in newest)
            enough = (number for number, leads in enumerate(reached, 1) if leads >= self.min_sample)
            count = next(enough, 1)
        together = [*before, row][-count:]
        earlier = before[: len(before) + 1 - count][-self.baseline_periods :]
        if count == 1:
            return row, earlier
        parts = {name: sum(other[name] for other in together) for name in PARTS}
        value = self._definition().value(parts['numerator'], parts['denominator'])
        return {**together[0], **parts, 'value': value}, earlier

    def _band(self, row, before):
        """Return where a value is expected, ``None`` while there is too little to go by."""
        definition = self._definition()
        samples = [
            definition.sample(other['numerator'], other['denominator']) for other in [row, *before]
        ]
        # what is counted may have fallen to nothing: it is the periods before that must tell enough
        own = samples[0] if definition.is_ratio else self.min_sample
        enough = min(own, sum(samples[1:])) >= self.min_sample
        if row['value'] is None or len(before) < MIN_PERIODS or not enough:
            return None
        share = self.min_change / 100
        if self.kind != 'rate':
            values = [other['value'] for other in before]
            low, high = robust_band(values, self.band_width, is_count=self.kind == 'count')
            return widen((low, high), (low + high) / 2, share)
        converted = sum(other['numerator'] for other in before)
        band = rate_band(converted, sum(samples[1:]), samples[0], self.band_width)
        low, high = widen(band, converted / sum(samples[1:]), share)
        return 100 * low, 100 * high

    def _store(self, rows, first):
        """Replace what is stored, from these days on if any, by rows; what stays keeps its id."""
        self.env['lead.metric.value'].flush_model()
        parameters = {
            'table': SQL("lead_metric_value"),
            'rows': json.dumps(rows, default=str),
            'columns': SQL(STORED),
        }
        self.env.cr.execute(
            SQL(
                """DELETE FROM %(table)s AS value WHERE %(scope)s AND NOT EXISTS (
                     SELECT FROM json_populate_recordset(NULL::%(table)s, %(rows)s) AS new
                      WHERE (new.metric_id, new.period, new.date_start)
                          = (value.metric_id, value.period, value.date_start)
                        AND COALESCE(new.company_id, 0) = COALESCE(value.company_id, 0)
                        AND COALESCE(new.team_id, 0) = COALESCE(value.team_id, 0))""",
                scope=self._is_from(first) if first else SQL("TRUE"),
                **parameters,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(columns)s)
                   SELECT %(columns)s FROM json_populate_recordset(NULL::%(table)s, %(rows)s)
                   ON CONFLICT (metric_id, period, date_start,
                                COALESCE(company_id, 0), COALESCE(team_id, 0))
                   DO UPDATE SET %(changes)s""",
                changes=SQL(", ").join(
                    SQL("%(name)s = EXCLUDED.%(name)s", name=SQL.identifier(name.strip()))
                    for name in ('date_end', *CHANGING)
                ),
                **parameters,
            )
        )
        self.env['lead.metric.value'].invalidate_model()
