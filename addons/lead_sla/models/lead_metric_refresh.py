import json
from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .lead_metric_band import MIN_PERIODS, rate_band, robust_band, widen
from .lead_metric_period import STEP, first_days, local_time, starts

STORED = (
    'metric_id, metric_sequence, kind, unit, company_id, team_id, period, date_start, date_end,'
    ' numerator, denominator, value, has_data, previous_value, has_previous, change,'
    ' band_low, band_high, has_band, drift, age, is_final, refreshed_at'
)
CHANGING = STORED.partition(' date_end,')[2].split(',')


class LeadMetric(models.Model):
    """How the values of metrics are refreshed: all at once, in three statements.

    Nothing is frozen: what happens late (a merge, a lead that is won after all) is right everywhere
    at the next refresh, and a value is never another than that of the leads behind it.
    """

    _inherit = 'lead.metric'

    @api.model
    def _cron_refresh(self):
        self.search([])._refresh()

    def action_refresh(self):
        """Bring all metrics up to date now."""
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only sales administrators can refresh the metrics."))
        self.search([])._refresh()
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def _refresh(self):
        """Measure these metrics anew, and tell of those that drift."""
        # sudo: values are the system's to write, and count all leads whoever asks for them
        metrics = self.sudo()
        metrics._store(metrics._prepare_values())
        metrics.env['lead.metric.alert']._raise_alerts(metrics)

    def _prepare_values(self):
        """Return the rows of all periods that are kept, of each team that ever had a lead."""
        zones = self._zones()
        now = self.env.cr.now()
        today = {company: local_time(now, zone).date() for company, zone in zones.items()}
        today[None] = local_time(now, 'UTC').date()
        kept = first_days(min(today.values()))
        measured, since = defaultdict(dict), {}
        for key, company, team, period, day, *parts in self._measure_periods(kept):
            measured[company, team, period][key, day] = parts
            scope = company, team, period
            since[scope] = min(day, since.get(scope, day))
        return [
            row
            for scope, first in since.items()
            for metric in self
            for row in metric._prepare_series(scope, first, today[scope[0]], measured[scope])
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
            row.update(self._compare(row, series[max(0, index - self.baseline_periods) : index]))
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
            'drift': None,
        }
        if previous and row['value'] is not None:
            result['change'] = 100 * (row['value'] - previous) / previous
        known = [other for other in before if other['value'] is not None]
        band = self._band(row, known) if row['is_final'] else None
        if band:
            low, high = band
            result.update(band_low=low, band_high=high, has_band=True)
            if not low <= row['value'] <= high:
                result['drift'] = 'low' if row['value'] < low else 'high'
        return result

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

    def _store(self, rows):
        """Replace what is stored by these rows; a row that stays keeps its id."""
        self.env['lead.metric.value'].flush_model()
        parameters = {
            'table': SQL("lead_metric_value"),
            'rows': json.dumps(rows, default=str),
            'columns': SQL(STORED),
        }
        self.env.cr.execute(
            SQL(
                """DELETE FROM %(table)s AS old WHERE NOT EXISTS (
                     SELECT FROM json_populate_recordset(NULL::%(table)s, %(rows)s) AS new
                      WHERE (new.metric_id, new.period, new.date_start)
                          = (old.metric_id, old.period, old.date_start)
                        AND COALESCE(new.company_id, 0) = COALESCE(old.company_id, 0)
                        AND COALESCE(new.team_id, 0) = COALESCE(old.team_id, 0))""",
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
