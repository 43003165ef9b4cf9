from odoo import fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ..metric.lead_metric_definition import value_text
from .lead_review_agenda import MOST, SHOWN

PLAIN, STRONG, BAD, GOOD, MUTED = '', 'fw-bold', 'text-danger', 'text-success', 'text-muted'

LINKED = {
    'decisions': 'lead.review.decision',
    'campaigns': 'utm.campaign',
    'metrics': 'lead.metric.value',
    'drifts': 'lead.metric.alert',
}


class LeadReview(models.Model):
    """The agenda in the language of whoever reads it."""

    _inherit = 'lead.review'

    def _put_in_words(self, section, label, rows, count, summary):
        """Return a section as the template shows it."""
        more = count - len(rows)
        return {
            'key': section,
            'label': label,
            'count': self._number(count),
            'is_empty': not rows,
            'empty': self._words_if_empty(section),
            'summary': self._words_of_summary(summary),
            'columns': self._columns(section),
            'rows': [
                {
                    **self._link(section, row),
                    'cells': getattr(self, f'_cells_{section}')(row),
                }
                for row in rows
            ],
            'more': more > 0 and self.env._("and %s more", self._number(more, MOST - SHOWN)),
        }

    def _number(self, count, most=MOST):
        at_most = formatLang(self.env, min(count, most), digits=0)
        return f'{at_most}+' if count > most else at_most

    def _link(self, section, row):
        """Return what a line opens."""
        if row.get('lead_id'):
            return {'model': 'crm.lead', 'id': row['lead_id']}
        return {'model': LINKED[section], 'id': row.get('id')}

    def _words_if_empty(self, section):
        return {
            'decisions': self.env._("All decisions of earlier reviews are done."),
            'urgent': self.env._("Nobody waits, and nobody is about to forget us."),
            'misses': self.env._("Every promise was kept."),
            'gaps': self.env._("Every open lead has an owner and a next step."),
            'won': self.env._("Nothing was won in this time."),
            'lost': self.env._("Nothing was lost in this time."),
            'metrics': self.env._("There are no figures of last week."),
            'drifts': self.env._("All metrics are where they are expected."),
            'campaigns': self.env._("No campaign starts within the next six weeks."),
        }[section]

    def _words_of_summary(self, summary):
        parts = [
            formatLang(self.env, amount, currency_obj=self.env['res.currency'].browse(currency))
            for currency, amount in summary.get('amounts', {}).items()
        ]
        reasons = sorted(summary.get('reasons', {}).items(), key=lambda item: -item[1])
        parts += [f"{reason}: {self._number(count)}" for reason, count in reasons if reason]
        return " · ".join(parts)

    def _columns(self, section):
        lead = [self.env._("Lead"), self.env._("Salesperson"), self.env._("Grade")]
        return {
            'decisions': [
                self.env._("What"),
                self.env._("Who"),
                self.env._("Due"),
                self.env._("Decided On"),
            ],
            'urgent': [*lead, self.env._("Why")],
            'misses': [*lead, self.env._("Promise"), self.env._("Was Due")],
            'gaps': [*lead, self.env._("Missing")],
            'won': [*lead, self.env._("Revenue")],
            'lost': [*lead, self.env._("Revenue"), self.env._("Reason")],
            'metrics': [
                self.env._("Metric"),
                self.env._("Last Week"),
                self.env._("Week Before"),
                self.env._("Change"),
                self.env._("This Month"),
                self.env._("Target"),
            ],
            'drifts': [
                self.env._("Metric"),
                self.env._("Result"),
                self.env._("Expected"),
                self.env._("What to Look At"),
            ],
            'campaigns': [
                self.env._("Campaign"),
                self.env._("Responsible"),
                self.env._("Starts On"),
                self.env._("Stage"),
            ],
        }[section]

    def _cells_of_lead(self, row, *others):
        grade = self._label('crm.lead', 'lead_grade', row['grade'])
        owner = (row['user'], PLAIN) if row['user'] else (self.env._("Nobody"), BAD)
        return [(row['name'], STRONG), owner, (grade, PLAIN), *others]

    def _label(self, model, fname, key):
        options = self.env[model]._fields[fname]._description_selection(self.env)
        return dict(options).get(key, '')

    def _day(self, text):
        return format_date(self.env, text) if text else ''

    def _moment(self, text):
        return format_datetime(self.env, text, dt_format='short') if text else ''

    def _cells_decisions(self, row):
        late = row['due'] < fields.Date.to_string(fields.Date.context_today(self))
        tone = BAD if late and self.state != 'held' else PLAIN
        return [
            (row['name'], STRONG),
            (row['user'], PLAIN),
            (self._day(row['due']), tone),
            (self._day(row['decided']), MUTED),
        ]

    def _cells_urgent(self, row):
        if row['urgency'] and row['urgency'] not in ('4_later', '5_paused'):
            why = self.env._(
                "%(promise)s, until %(deadline)s",
                promise=self._label('crm.lead', 'sla_kind', row['kind']),
                deadline=self._moment(row['deadline']),
            )
            return self._cells_of_lead(row, (why, BAD if row['urgency'] == '1_late' else PLAIN))
        why = self.env._("Forgets us from %s", self._day(row['forget_at']))
        now = fields.Datetime.to_string(self.held_at or self.env.cr.now())
        return self._cells_of_lead(row, (why, BAD if (row['forget_at'] or now) < now else PLAIN))

    def _cells_misses(self, row):
        promise = self._label('crm.lead', 'sla_kind', row['kind'])
        if not row['done']:
            promise = self.env._("%s: still not done", promise)
        return self._cells_of_lead(row, (promise, BAD), (self._moment(row['deadline']), PLAIN))

    def _cells_gaps(self, row):
        return self._cells_of_lead(row, (self._label('crm.lead', 'follow_up_gap', row['gap']), BAD))

    def _cells_won(self, row):
        return self._cells_of_lead(row, (self._money(row), GOOD))

    def _cells_lost(self, row):
        reason = (row['reason'], PLAIN) if row['reason'] else (self.env._("No reason given"), MUTED)
        return self._cells_of_lead(row, (self._money(row), PLAIN), reason)

    def _money(self, row):
        currency = self.env['res.currency'].browse(row['currency'])
        return formatLang(self.env, row['amount'], currency_obj=currency)

    def _cells_metrics(self, row):
        metric = self._metric(row)
        month = self._figure(metric, row, row.get('month'))
        target = self._figure(metric, row, row.get('target'))
        if target:
            progress = formatLang(self.env, row['progress'], digits=0)
            target = self.env._(
                "%(target)s, reached %(progress)s %%", target=target, progress=progress
            )
        return [
            (metric.name, STRONG),
            (self._figure(metric, row, row['value']), PLAIN),
            (self._figure(metric, row, row['before']), MUTED),
            self._trend(metric, row['change']),
            (month, PLAIN),
            (target, GOOD if target and row['progress'] >= 100 else PLAIN),
        ]

    def _metric(self, row):
        # sudo: definitions are no secret to who reads the figures
        return self.env['lead.metric'].sudo().browse(row['metric'])

    def _figure(self, metric, row, value):
        if value is None:
            return ''
        # sudo: the currency of a company is no secret to who reads its figures
        company = (
            self.env['res.company'].sudo().browse(row.get('company_id') or self.env.company.id)
        )
        return value_text(self.env, value, metric.unit, company.currency_id)

    def _trend(self, metric, change):
        if change is None:
            return ('', MUTED)
        if abs(change) < 0.5:
            return ("=", MUTED)
        definition = metric._definition()
        is_good = (change < 0) == bool(definition and definition.lower_is_better)
        arrow = "▲" if change > 0 else "▼"
        number = formatLang(self.env, abs(change), digits=0)
        return (f"{arrow} {number} %", GOOD if is_good else BAD)

    def _cells_drifts(self, row):
        metric = self._metric(row)
        band = self.env._(
            "%(low)s to %(high)s",
            low=self._figure(metric, row, row['band_low']),
            high=self._figure(metric, row, row['band_high']),
        )
        tone = GOOD if row['verdict'] == 'better' else BAD
        return [
            (metric.name, STRONG),
            (self._figure(metric, row, row['value']), tone),
            (band, MUTED),
            (metric.look_at or '', PLAIN),
        ]

    def _cells_campaigns(self, row):
        return [
            (row['name'], STRONG),
            (row['user'], PLAIN),
            (self._day(row['from']), PLAIN),
            (row['stage'], MUTED),
        ]
