"""Days, weeks, months and quarters of a company, in its time zone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

UTC = ZoneInfo('UTC')
STEP = {
    'day': relativedelta(days=1),
    'week': relativedelta(weeks=1),
    'month': relativedelta(months=1),
    'quarter': relativedelta(months=3),
}
# how many of each are kept, the running one among them
HISTORY = {'day': 35, 'week': 53, 'month': 25, 'quarter': 9}


def start_of(period, day):
    """Return the first day of the period a day is in; weeks begin on Monday, as in ISO 8601."""
    if period == 'week':
        return day - timedelta(days=day.weekday())
    if period == 'month':
        return day.replace(day=1)
    if period == 'quarter':
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day


def first_days(today):
    """Return ``{period: first day that is kept}``."""
    return {
        period: start_of(period, today) - STEP[period] * (count - 1)
        for period, count in HISTORY.items()
    }


def starts(period, first, last):
    """Return the first days of all periods from the one of ``first`` to the one of ``last``."""
    days, day = [], start_of(period, first)
    while day <= last:
        days.append(day)
        day += STEP[period]
    return days


def utc_midnight(day, zone):
    """Return when a day begins in a time zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)


def local_time(moment, zone):
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def elapsed_share(period, start, moment, zone):
    """Return which part of a period has passed at a moment in UTC, from 0 to 1."""
    begin, end = utc_midnight(start, zone), utc_midnight(start + STEP[period], zone)
    return min(1.0, max(0.0, (moment - begin) / (end - begin)))
