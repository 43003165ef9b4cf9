from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date, get_lang

from ..metric.lead_metric_period import local_time
from .lead_dashboard import part, row, series, share

FLAT_LIST = 'lead_sla.lead_funnel_report_view_list_flat'

SPEED_COLUMNS = ('leads:sum', 'qualified_rate:avg', 'win_rate:avg')

# {direction: (sign, color)}: what goes down is drawn below the line
DIRECTIONS = {'positive': (1, 'success'), 'negative': (-1, 'danger')}

FORMATS = {'day': 'd MMM', 'week': 'd MMM', 'month': 'MMM y'}

COUNT = 'change_count:sum'


class LeadDashboard(models.AbstractModel):
    """How far the leads of the period got, how they moved, and whether answering fast paid."""

    _inherit = 'lead.dashboard'

    def _card_funnel(self, scope):
        report = self.env['lead.funnel.report']
        if not report.has_access('read'):
            return None
        # a row without lead is spending that brought none
        domain = scope.domain('create_date') & Domain('lead_id', '!=', False)
        rows = self._funnel_rows(domain, report._count_steps(domain))
        title = self.env._("Lead Funnel")
        return {
            'title': title,
            'shape': 'funnel',
            'rows': rows if rows and rows[0]['parts'][0]['share'] else [],
            'empty': self.env._("No lead was generated in this period. Choose a longer one."),
            'action': self._open(title, report._name, domain, ('graph', 'pivot', 'list')),
        }

    def _funnel_rows(self, domain, counts):
        report = self.env['lead.funnel.report']
        names = dict(report._fields['step']._description_selection(self.env))
        generated = next(iter(counts.values()))['taken']
        leads_list = self.env['ir.model.data']._xmlid_to_res_id(FLAT_LIST)
        rows, before = [], None
        for step, count in counts.items():
            taken = Domain('step', '=', step) & Domain('skipped', '=', 0)
            action = self._open(names[step], report._name, domain & taken)
            action['views'][0][0] = leads_list
            note = before and self._step_note(count, counts[before]['taken'], names[before])
            bar = part(share(count['taken'], generated), 'primary', action)
            number = self._number(count['taken'])
            rows.append(row(step, names[step], number, bar, action=action, note=note))
            before = step
        return rows

    def _step_note(self, count, taken_before, name_before):
        """Return which part of the step before took this one, and how many went past it."""
        rate = self._percent(share(count['of_before'], taken_before))
        note = self.env._("%(rate)s of %(step)s", rate=rate, step=name_before)
        if not count['skipped']:
            return note
        skipped = self.env._("%(count)s skipped it", count=self._number(count['skipped']))
        return f"{note} · {skipped}"

    def _card_speed(self, scope):
        report = self.env['lead.response.report']
        if not report.has_access('read'):
            return None
        domain = scope.domain('create_date')
        groups = {
            group['bucket']: group
            for group in report.formatted_read_group(domain, ['bucket'], SPEED_COLUMNS)
        }
        title = self.env._("Speed to Lead")
        return {
            'title': title,
            'note': self.env._("Leads by the time until the first touch, and what became of them."),
            'chart': self._speed_chart(domain, groups) if groups else False,
            'empty': self.env._(
                "No salesperson has had a lead of this period. Once they have, you see whether a "
                "fast answer pays."
            ),
            'action': self._open(title, report._name, domain, ('graph', 'pivot', 'list')),
        }

    def _speed_chart(self, domain, groups):
        report = self.env['lead.response.report']
        names = dict(report._fields['bucket']._description_selection(self.env))
        found = [groups.get(bucket, {}) for bucket in names]
        leads, qualified, won = ([group.get(column) for group in found] for column in SPEED_COLUMNS)
        actions = [
            self._open(name, report._name, domain & Domain('bucket', '=', bucket))
            for bucket, name in names.items()
        ]
        counts = [count or 0 for count in leads]
        return {
            'labels': list(self._short_buckets().values()),
            'titles': list(names.values()),
            'series': [
                series(
                    self.env._("Leads"),
                    'bar',
                    'info',
                    counts,
                    [self._number(count) for count in counts],
                    actions,
                ),
                self._rate_line(report, 'qualified_rate', 'purple', qualified),
                self._rate_line(report, 'win_rate', 'success', won),
            ],
        }

    def _rate_line(self, report, fname, color, rates):
        texts = ["" if rate is None else self._percent(rate) for rate in rates]
        name = report._fields[fname]._description_string(self.env)
        return series(name, 'line', color, [False if r is None else r for r in rates], texts)

    def _short_buckets(self):
        """Return the buckets in words that fit below a bar."""
        return {
            '1_5': self.env._("≤ 5 min"),
            '2_10': self.env._("≤ 10 min"),
            '3_30': self.env._("≤ 30 min"),
            '4_60': self.env._("≤ 1 h"),
            '5_day': self.env._("≤ 24 h"),
            '6_later': self.env._("Later"),
            '7_never': self.env._("Never"),
        }

    def _card_moves(self, scope):
        changes = self.env['lead.status.change']
        if not changes.has_access('read'):
            return None
        domain = scope.domain('date') & Domain('direction', 'in', list(DIRECTIONS))
        moves = self._read_moves(scope, domain)
        counts = self._count_moves(domain, moves) + self._count_closed(scope)
        title = self.env._("Movements Up and Down")
        return {
            'title': title,
            'shape': 'chips',
            'chart': self._moves_chart(scope, moves) if counts else False,
            'rows': self._move_rows(counts),
            'empty': self.env._("No lead moved in this period, neither up nor down."),
            'action': self._open(title, changes._name, domain, ('graph', 'pivot', 'list')),
        }

    def _read_moves(self, scope, domain):
        """Return ``{(day, status, direction): moves}``."""
        groups = self.env['lead.status.change']._read_group(
            domain, [f'date:{scope.interval}', 'to_status_id', 'direction'], [COUNT]
        )
        return {(day.date(), status, direction): n for day, status, direction, n in groups}

    def _count_moves(self, domain, moves):
        """Return ``[(key, name, direction, count, action)]`` by the status leads moved to."""
        counts = Counter()
        for (_day, status, direction), count in moves.items():
            counts[status, direction] += count
        return [
            (
                f'{status.id}_{direction}',
                status.name,
                direction,
                count,
                self._open(
                    status.name,
                    'lead.status.change',
                    domain
                    & Domain('to_status_id', '=', status.id)
                    & Domain('direction', '=', direction),
                ),
            )
            for (status, direction), count in counts.items()
        ]

    def _count_closed(self, scope):
        """Return the same of what was won and lost, where one may see the scoreboard."""
        report = self.env['lead.scoreboard.report']
        if not report.has_access('read'):
            return []
        domain = scope.domain('date') & Domain('event', '=', 'closed')
        [(won, lost)] = report._read_group(domain, [], ['won:sum', 'lost:sum'])
        counts = (
            ('won', self.env._("Won"), 'positive', won),
            ('lost', self.env._("Lost"), 'negative', lost),
        )
        return [
            (
                fname,
                name,
                direction,
                count,
                self._open(name, report._name, domain & Domain(fname, '=', 1)),
            )
            for fname, name, direction, count in counts
            if count
        ]

    def _move_rows(self, counts):
        most = max((count for *_others, count, _action in counts), default=0)
        return [
            row(
                key,
                name,
                f'{"▲" if direction == "positive" else "▼"} {self._number(count)}',
                part(share(count, most), DIRECTIONS[direction][1], action),
                action=action,
            )
            for key, name, direction, count, action in sorted(
                counts, key=lambda one: (-DIRECTIONS[one[2]][0], -one[3], one[0])
            )
        ]

    def _moves_chart(self, scope, moves):
        changes = self.env['lead.status.change']
        counts = Counter()
        for (day, _status, direction), count in moves.items():
            counts[day, direction] += count
        today = local_time(self.env.cr.now(), scope.zone).date()
        days = scope.parts(today, int(get_lang(self.env).week_start))
        names = dict(changes._fields['direction']._description_selection(self.env))
        return {
            'labels': [self._day_label(scope, day) for day in days],
            'titles': [self._day_title(scope, day) for day in days],
            'stacked': True,
            'series': [
                self._moves_series(
                    names[direction],
                    direction,
                    {day: counts[day, direction] for day in days},
                    scope,
                )
                for direction in DIRECTIONS
            ],
        }

    def _moves_series(self, name, direction, counts, scope):
        sign, color = DIRECTIONS[direction]
        moved = Domain('direction', '=', direction)
        actions = [
            count > 0
            and self._open(name, 'lead.status.change', scope.domain_of('date', day) & moved)
            for day, count in counts.items()
        ]
        texts = [self._number(count) for count in counts.values()]
        return series(
            name, 'bar', color, [sign * count for count in counts.values()], texts, actions
        )

    def _day_label(self, scope, day):
        return format_date(self.env, day, date_format=FORMATS[scope.interval])

    def _day_title(self, scope, day):
        label = self._day_label(scope, day)
        return self.env._("Week from %s", label) if scope.interval == 'week' else label
