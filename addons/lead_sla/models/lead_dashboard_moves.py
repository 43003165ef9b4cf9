from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from .lead_dashboard_picture import part, row, series, share
from .lead_metric_period import local_time

# {direction: (sign, color)}: what goes down is drawn below the line
DIRECTIONS = {'positive': (1, 'success'), 'negative': (-1, 'danger')}
COUNT = 'change_count:sum'


class LeadDashboard(models.AbstractModel):
    """How leads moved, up and down: when, and to where."""

    _inherit = 'lead.dashboard'

    def _card_moves(self, scope):
        changes = self.env['lead.status.change']
        if not changes.has_access('read'):
            return None
        domain = scope.domain('date') & Domain('direction', 'in', list(DIRECTIONS))
        counts = self._count_moves(domain) + self._count_closed(scope)
        title = self.env._("Movements Up and Down")
        return {
            'title': title,
            'chart': self._moves_chart(scope, domain) if counts else False,
            'rows': self._move_rows(counts),
            'empty': self.env._("No lead moved in this period, neither up nor down."),
            'action': self._open(title, changes._name, domain, ('graph', 'pivot', 'list')),
        }

    def _count_moves(self, domain):
        """Return ``[(key, name, direction, count, action)]`` by the status leads moved to."""
        changes = self.env['lead.status.change']
        groups = changes._read_group(domain, ['to_status_id', 'direction'], [COUNT])
        return [
            (
                f'{status.id}_{direction}',
                status.name,
                direction,
                count,
                self._open(
                    status.name,
                    changes._name,
                    domain
                    & Domain('to_status_id', '=', status.id)
                    & Domain('direction', '=', direction),
                ),
            )
            for status, direction, count in groups
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

    def _moves_chart(self, scope, domain):
        changes = self.env['lead.status.change']
        by = f'date:{scope.interval}'
        today = local_time(self.env.cr.now(), scope.zone).date()
        last = min(scope.end - timedelta(days=1), today)
        groups = changes.with_context(
            fill_temporal={'fill_from': scope.first, 'fill_to': last}
        ).formatted_read_group(domain, [by, 'direction'], [COUNT])
        labels = {group[by][0]: group[by][1] for group in groups}
        found = {(group[by][0], group['direction']): group for group in groups}
        names = dict(changes._fields['direction']._description_selection(self.env))
        return {
            'labels': list(labels.values()),
            'titles': list(labels.values()),
            'stacked': True,
            'series': [
                self._moves_series(
                    names[direction],
                    direction,
                    domain,
                    [found.get((key, direction)) for key in labels],
                )
                for direction in DIRECTIONS
            ],
        }

    def _moves_series(self, name, direction, domain, groups):
        sign, color = DIRECTIONS[direction]
        counts = [group[COUNT] if group else 0 for group in groups]
        actions = [
            bool(group)
            and self._open(name, 'lead.status.change', domain & Domain(group['__extra_domain']))
            for group in groups
        ]
        texts = [self._number(count) for count in counts]
        return series(name, 'bar', color, [sign * count for count in counts], texts, actions)
