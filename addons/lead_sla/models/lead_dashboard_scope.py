"""Which leads a dashboard shows: those of some teams, in days of whoever looks."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Domain

from .lead_metric_period import STEP, start_of, utc_midnight

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
