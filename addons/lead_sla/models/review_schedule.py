"""On which days a team holds its reviews, without ORM."""

from datetime import datetime, time, timedelta

from .lead_metric_period import UTC, ZoneInfo

# days from one review to the next
STEPS = {'weekly': 7, 'fortnightly': 14}


def first_day(weekday, earliest):
    """Return the first such day of the week (0 is Monday) that is not before ``earliest``."""
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


def days_from(day, rhythm, earliest):
    """Yield the days of a rhythm that ``day`` belongs to, none of them before ``earliest``."""
    step = timedelta(days=STEPS[rhythm])
    if day < earliest:
        day += step * -((day - earliest) // step)
    while True:
        yield day
        day += step


def utc_moment(day, hour, zone):
    """Return the moment in UTC at which it is ``hour``, a float, on this day in a time zone."""
    minutes = round(hour * 60)
    local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)
