from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import format_date, get_lang

from ..metric.lead_metric_period import local_time
from .lead_dashboard import part, row, series, share

# {direction: (sign, color)}: what goes down is drawn below the line
DIRECTIONS = {'positive': (1, 'success'), 'negative': (-1, 'danger')}

FORMATS = {'day': 'd MMM', 'week': 'd MMM', 'month': 'MMM y'}

COUNT = 'change_count:sum'


class LeadDashboard(models.AbstractModel):
    """How leads moved, up and down: when, and to where."""

    _inherit = 'lead.dashboard'

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
