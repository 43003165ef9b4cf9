"""Days, weeks, months and quarters of a company, in its time zone.

Where a number is expected to lie, from the periods before it: plain statistics, no ORM.

Rates: the score interval of E. B. Wilson, "Probable Inference, the Law of Succession, and
Statistical Inference", Journal of the American Statistical Association 22 (1927). Both the period
and those before it are samples, so the interval is that of the sample a comparison of the two has,
1 / (1/n + 1/m). It is never empty and never leaves 0 to 100, however few leads converted.

Counts, sums and means: median and median absolute deviation (F. R. Hampel, "The Influence Curve and
Its Role in Robust Estimation", same journal 69, 1974), which one odd period before cannot shift;
1.4826 makes the deviation comparable to a standard deviation. Counts vary at least as Poisson does.

Three standard deviations are what W. A. Shewhart's control charts take.
"""

from datetime import datetime, time, timedelta
from math import sqrt
from statistics import median
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


MIN_PERIODS = 4

CONSISTENCY = 1.4826


def rate_band(numerator, denominator, sample, width):
    """Return where the rate of ``sample`` leads is expected, as ``(low, high)`` from 0 to 1.

    :param numerator: leads that converted in the periods before
    :param denominator: leads that could, in the periods before
    """
    rate = numerator / denominator
    size = 1 / (1 / sample + 1 / denominator)
    spread = width**2 / size
    centre = (rate + spread / 2) / (1 + spread)
    half = width / (1 + spread) * sqrt(rate * (1 - rate) / size + spread / (4 * size))
    return max(0.0, centre - half), min(1.0, centre + half)


def robust_band(values, width, is_count=False):
    """Return where the next of these values is expected, as ``(low, high)``; never below zero."""
    centre = median(values)
    half = width * CONSISTENCY * median(abs(value - centre) for value in values)
    if is_count:
        half = max(half, width * sqrt(centre))
    return max(0.0, centre - half), centre + half


def widen(band, centre, share):
    """Return the band with at least ``share`` of its centre to both sides."""
    low, high = band
    return min(low, centre * (1 - share)), max(high, centre * (1 + share))
