from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from .lead_dashboard_picture import badge, part, row, share
from .lead_metric_definition import METRICS

MOST_GOALS = 12
MOST_ALERTS = 5
ALERT_DAYS = 31  # how long a drift is news: a month later there are new figures
PACES = {'reached': 'success', 'ahead': 'success', 'on_pace': 'info', 'behind': 'danger'}
REVENUE = [key for key, metric in METRICS.items() if (metric.kind, metric.unit) == ('sum', 'money')]


class LeadDashboard(models.AbstractModel):
    """Revenue against its targets, and what left its band."""

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
        return (
            Domain('metric_id.key', 'in', REVENUE)
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
