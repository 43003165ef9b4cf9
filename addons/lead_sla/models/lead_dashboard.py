from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from .lead_dashboard_scope import DEFAULT_PERIOD, Scope, days_of
from .lead_metric_period import local_time
from .lead_metric_text import value_text

SALESMAN = 'sales_team.group_sale_salesman'
ALL_LEADS = 'sales_team.group_sale_salesman_all_leads'
MANAGER = 'sales_team.group_sale_manager'
MARKETER = 'lead_qualification.group_lead_marketer'
CARDS = ('funnel', 'speed', 'sla', 'goals', 'moves', 'pools', 'queue', 'load')
REPORT_VIEWS = ('list', 'graph', 'pivot')


class LeadDashboard(models.AbstractModel):
    """The page a manager opens every morning: pictures of what the reports tell.

    It counts nothing by itself. Each card asks a report as the user who looks, so that rights are
    those of the report, and each number is that of the rows its click opens.
    """

    _name = 'lead.dashboard'
    _description = "Lead Dashboard"

    @api.model
    @api.readonly
    def get_data(self, filters=None):
        """Return what the dashboard shows the current user.

        The number of queries depends on neither leads nor people nor teams.

        :param dict filters: ``period``, one of those returned, and ``team_ids``: empty for all
            teams, without it those one leads (sales administrators: all)
        :return: ``{'filters', 'periods', 'teams', 'alerts', 'cards'}``
        :raises AccessError: for who does not work with leads
        :raises UserError: for filters there are not
        """
        self._check_may_look()
        board = self.with_context(tz=str(self.env.tz))
        scope = board._scope(filters or {})
        return {
            'filters': {'period': scope.period, 'team_ids': list(scope.team_ids)},
            'periods': [{'key': key, 'name': name} for key, name in board._periods().items()],
            'teams': [{'id': team.id, 'name': team.name} for team in board._teams()],
            'alerts': board._alerts(scope),
            'cards': [
                {'key': name, **card}
                for name in CARDS
                for card in [getattr(board, f'_card_{name}')(scope)]
                if card
            ],
        }

    def _check_may_look(self):
        user = self.env.user
        if not self.env.su and not user.has_group(SALESMAN) and not user.has_group(MARKETER):
            raise AccessError(self.env._("The dashboard is for those who work with leads."))

    @api.model
    def _periods(self):
        return {
            'last_7': self.env._("Last 7 Days"),
            'last_30': self.env._("Last 30 Days"),
            'last_90': self.env._("Last 90 Days"),
            'week': self.env._("This Week"),
            'month': self.env._("This Month"),
            'quarter': self.env._("This Quarter"),
            'year': self.env._("This Year"),
            'last_month': self.env._("Last Month"),
            'last_quarter': self.env._("Last Quarter"),
        }

    @api.model
    def _scope(self, filters):
        """Return the scope that these filters mean; teams that are gone are left out."""
        if not isinstance(filters, dict):
            raise UserError(self.env._("Filters are an object with period and team_ids."))
        period = filters.get('period') or DEFAULT_PERIOD
        if period not in list(self._periods()):
            raise UserError(
                self.env._(
                    "The dashboard has no period %(period)s. Use one of these: %(periods)s.",
                    period=period,
                    periods=", ".join(self._periods()),
                )
            )
        zone = str(self.env.tz)
        days = days_of(period, local_time(self.env.cr.now(), zone).date())
        return Scope(period, self._team_ids(filters.get('team_ids')), *days, zone)

    @api.model
    def _team_ids(self, chosen):
        """Return the teams to show: those chosen, else those one leads, empty for all."""
        user = self.env.user
        if chosen is None:
            if user.has_group(MANAGER):
                return ()
            return tuple(self._teams().filtered(lambda team: team.user_id == user).ids)
        if not isinstance(chosen, list | tuple) or not all(type(one) is int for one in chosen):
            raise UserError(self.env._("Sales teams are chosen by their ids: a list of numbers."))
        return tuple(team.id for team in self._teams() if team.id in chosen)

    @api.model
    def _teams(self):
        """Return the teams one may choose: a salesperson those he leads or sells for."""
        teams = self.env['crm.team'].search([])
        user = self.env.user
        if self.env.su or self._sees_all():
            return teams
        # sudo: in which teams he sells is his own to know
        own = user.sudo().crm_team_ids
        return teams.filtered(lambda team: team.user_id == user or team in own)

    @api.model
    def _sees_all(self):
        return any(self.env.user.has_group(group) for group in (ALL_LEADS, MARKETER))

    @api.model
    def _open(self, name, model, domain, views=REPORT_VIEWS, **context):
        """Return the action that opens what a number counts."""
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': model,
            'views': [[False, view] for view in views],
            'domain': list(domain),
            'context': context,
            'target': 'current',
        }

    @api.model
    def _number(self, value):
        return formatLang(self.env, value or 0, digits=0)

    @api.model
    def _percent(self, value):
        return value_text(self.env, value or 0, 'percent', None)
