"""Which leads a dashboard shows: those of some teams, in days of whoever looks.

The shapes of which the pictures of a dashboard are made: rows of bars, and charts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ..metric.lead_metric_definition import value_text
from ..metric.lead_metric_period import STEP, local_time, start_of, utc_midnight

LAST_DAYS = {'last_7': 7, 'last_30': 30, 'last_90': 90}

RUNNING = ('week', 'month', 'quarter')

OVER = {'last_month': 'month', 'last_quarter': 'quarter'}

DEFAULT_PERIOD = 'last_30'


@dataclass(frozen=True)
class Scope:
    """The teams (none: all) and the days, from the first one until before the day after the last.

    :param before: the first day of the period before
    :param zone: the name of the time zone that days are counted in
    """

    period: str
    team_ids: tuple
    first: date
    end: date
    before: date
    zone: str

    def domain(self, fname):
        """Return the domain of what happened in the period, by the field that tells when."""
        return self._between(fname, self.first, self.end)

    def domain_before(self, fname):
        return self._between(fname, self.before, self.first)

    def teams(self, fname='team_id'):
        return Domain(fname, 'in', self.team_ids) if self.team_ids else Domain.TRUE

    @property
    def interval(self):
        """Return into what the period is cut in a picture of its course."""
        days = (self.end - self.first).days
        if days <= 31:
            return 'day'
        return 'week' if days <= 92 else 'month'

    def domain_of(self, fname, first):
        """Return the domain of the part of the period that begins on a day."""
        return self._between(fname, max(first, self.first), min(self.next(first), self.end))

    def next(self, first):
        return first + STEP[self.interval]

    def parts(self, today, week_start):
        """Return the first days of the parts of the period, until today.

        :param int week_start: the first day of a week, 1 is Monday
        """
        first = start_of(self.interval, self.first)
        if self.interval == 'week':
            first = self.first - timedelta(days=(self.first.isoweekday() - week_start) % 7)
        days = []
        while first <= min(self.end - timedelta(days=1), today):
            days.append(first)
            first = self.next(first)
        return days

    def _between(self, fname, first, end):
        moments = (fields.Datetime.to_string(utc_midnight(day, self.zone)) for day in (first, end))
        start, stop = moments
        return Domain(fname, '>=', start) & Domain(fname, '<', stop) & self.teams()


SALESMAN = 'sales_team.group_sale_salesman'

ALL_LEADS = 'sales_team.group_sale_salesman_all_leads'

MANAGER = 'sales_team.group_sale_manager'

MARKETER = 'lead_qualification.group_lead_marketer'

CARDS = ('funnel', 'speed', 'sla', 'goals', 'moves', 'pools', 'queue', 'load')

REPORT_VIEWS = ('list', 'graph', 'pivot')


def part(share, color, action=None, name=''):
    """Return a part of a bar.

    :param float share: how much of the width it takes, in percent
    :param str color: one of Bootstrap's: ``primary``, ``success``, ``warning``, ``danger``
    """
    return {
        'share': min(max(share, 0), 100),
        'color': color,
        'action': action or False,
        'name': name,
    }


def row(key, name, text, *parts, action=None, **more):
    """Return a line of a card: a name, its number in words, and a bar of ``parts`` below.

    :param more: ``note`` in small print, ``badge`` (text and color), ``marker`` in percent
    """
    return {
        'key': key,
        'name': name,
        'text': text,
        'parts': [one if one['action'] else {**one, 'action': action or False} for one in parts],
        'action': action or False,
        'note': more.get('note') or '',
        'badge': more.get('badge') or False,
        'marker': more.get('marker') or 0,
    }


def badge(text, color):
    return {'text': text, 'color': color}


def series(name, kind, color, values, texts, actions=None):
    """Return bars or a line of a chart.

    :param str kind: ``bar``, or ``line`` for percents on an axis of their own
    :param list texts: the values as people read them
    """
    return {
        'name': name,
        'kind': kind,
        'color': color,
        'values': values,
        'texts': texts,
        'actions': actions or [False] * len(values),
    }


def share(number, whole):
    """Return a part of a whole in percent, 0 of nothing."""
    return 100.0 * number / whole if whole else 0


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


def days_of(period, today):
    """Return the first day of a period, the day after its last, and the first day of that before.

    :param str period: a key of ``LAST_DAYS`` or ``OVER``, one of ``RUNNING``, or ``year``
    """
    if period in LAST_DAYS:
        length = timedelta(days=LAST_DAYS[period])
        end = today + timedelta(days=1)
        return end - length, end, end - 2 * length
    if period == 'year':
        step, first = relativedelta(years=1), today.replace(month=1, day=1)
    else:
        name = OVER.get(period, period)
        step, first = STEP[name], start_of(name, today)
    if period in OVER:
        first -= step
    return first, first + step, first - step
