from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from .lead_dashboard import badge, part, row, share

MOST_GOALS = 12

MOST_ALERTS = 5

ALERT_DAYS = 31  # how long a drift is news: a month later there are new figures

PACES = {'reached': 'success', 'ahead': 'success', 'on_pace': 'info', 'behind': 'danger'}

DECIDED = Domain('state', 'in', ('met', 'missed'))

STEADY = 0.05  # points that round to no change


class LeadDashboard(models.AbstractModel):
    """Revenue against its targets, and what left its band.

    Which promises were kept, and whether that is better than in the period before.
    """

    _inherit = 'lead.dashboard'

    def _card_goals(self, scope):
        goals = self.env['lead.goal']
        if not goals.has_access('read'):
            return None
        domain = self._running_goals() & scope.teams()
        found = goals.search(domain, limit=MOST_GOALS)
        title = self.env._("Revenue against Target")
        return {
            'title': title,
            'note': self.env._("Targets of the running periods; the mark is what is due by now."),
            'rows': [self._goal_row(goal) for goal in found],
            'empty': self.env._(
                "There is no target for revenue here. Set one under Reporting, Targets."
            ),
            'action': self._open(title, goals._name, domain, ('list', 'kanban', 'form')),
        }

    def _running_goals(self):
        today = fields.Date.context_today(self)
        metrics = self.env['lead.metric']._metric_definitions()
        revenue = [key for key, one in metrics.items() if (one.kind, one.unit) == ('sum', 'money')]
        return (
            Domain('metric_id.key', 'in', revenue)
            & Domain('date_from', '<=', today)
            & (Domain('date_to', '=', False) | Domain('date_to', '>=', today))
        )

    def _goal_row(self, goal):
        action = {**goal.action_view_leads(), 'target': 'current'}
        names = [goal.user_id.name or goal.team_id.name or goal.company_id.name]
        if goal.metric_id.key != 'revenue':
            names.append(goal.metric_id.name)
        color = PACES.get(goal.pace, 'secondary')
        paces = dict(goal._fields['pace']._description_selection(self.env))
        periods = dict(goal._fields['period']._description_selection(self.env))
        return row(
            goal.id,
            " · ".join(names),
            self.env._(
                "%(actual)s of %(target)s",
                actual=goal.actual_text or goal._text(0),
                target=goal.target_text,
            ),
            part(goal.progress, color, action),
            action=action,
            note=f'{periods[goal.period]} · {self._percent(goal.progress)}',
            badge=badge(paces[goal.pace], color),
            marker=share(goal.expected, goal.target) if goal.expected else 0,
        )

    def _alerts(self, scope):
        """Return the drifts told of late, the worst first."""
        alerts = self.env['lead.metric.alert']
        if not alerts.has_access('read'):
            return []
        since = self.env.cr.now() - timedelta(days=ALERT_DAYS)
        found = alerts.search(
            Domain('create_date', '>=', since) & scope.teams(),
            order='verdict desc, date_start desc, id desc',
            limit=MOST_ALERTS,
        )
        return [
            {
                'key': alert.id,
                'text': alert._summary(),
                'hint': alert.look_at or "",
                'color': 'warning' if alert.verdict == 'worse' else 'success',
                'action': {
                    **self._open(alert.display_name, alerts._name, [], ['form']),
                    'res_id': alert.id,
                },
            }
            for alert in found
        ]

    def _card_sla(self, scope):
        report = self.env['lead.sla.report']
        if not report.has_access('read'):
            return None
        domain = scope.domain('deadline') & DECIDED
        now = self._count_promises(domain)
        before = self._count_promises(scope.domain_before('deadline') & DECIDED) if now else {}
        title = self.env._("SLA Kept")
        return {
            'title': title,
            'note': self.env._("Promises that were due in the period, against the period before."),
            'rows': self._promise_rows(domain, now, before),
            'empty': self.env._(
                "No promise was due in this period. An SLA policy says how fast leads are answered."
            ),
            'action': self._open(title, report._name, domain, ('graph', 'pivot', 'list')),
        }

    def _count_promises(self, domain):
        """Return ``{kind: (met, missed, rate)}``, and that of all kinds as ``all``."""
        groups = self.env['lead.sla.report']._read_group(
            domain, ['kind'], ['met:sum', 'missed:sum']
        )
        counts = {kind: numbers for kind, *numbers in groups}
        if counts:
            counts['all'] = [sum(column) for column in zip(*counts.values(), strict=True)]
        return {
            kind: (met, missed, share(met, met + missed)) for kind, (met, missed) in counts.items()
        }

    def _promise_rows(self, domain, now, before):
        kinds = dict(self.env['lead.sla.report']._fields['kind']._description_selection(self.env))
        rows = [
            self._promise_row(kind, name, domain & Domain('kind', '=', kind), now[kind], before)
            for kind, name in kinds.items()
            if kind in now
        ]
        if len(rows) > 1:
            name = self.env._("All promises")
            rows.insert(0, self._promise_row('all', name, domain, now['all'], before))
        return rows

    def _promise_row(self, kind, name, domain, numbers, before):
        met, missed, rate = numbers
        return row(
            kind,
            name,
            self._percent(rate),
            self._promise_part(domain, 'met', met, rate),
            self._promise_part(domain, 'missed', missed, 100 - rate),
            action=self._open(name, 'lead.sla.report', domain),
            note=self.env._(
                "%(met)s of %(all)s", met=self._number(met), all=self._number(met + missed)
            ),
            badge=self._trend(rate, before.get(kind)),
        )

    def _promise_part(self, domain, state, count, width):
        number = self._number(count)
        if state == 'met':
            name, color = self.env._("Met: %s", number), 'success'
        else:
            name, color = self.env._("Missed: %s", number), 'danger'
        opened = self._open(name, 'lead.sla.report', domain & Domain('state', '=', state))
        return part(width, color, opened, name)

    def _trend(self, rate, before):
        """Return the change since the period before, in points; nothing to compare, no trend."""
        if not before:
            return False
        points = rate - before[-1]
        number = formatLang(self.env, abs(points), digits=1)
        if abs(points) < STEADY:
            return badge(self.env._("as before"), 'secondary')
        if points > 0:
            return badge(self.env._("▲ %s points", number), 'success')
        return badge(self.env._("▼ %s points", number), 'danger')
