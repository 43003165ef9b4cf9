"""Working time counted minute by minute, from nothing but lines of hours and lists of leaves.

Written apart from the code it checks: no windows, no arithmetic, no Odoo.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


class Walk:
    """Somebody who works by ``lines`` of ``(weekday, from hour, to hour, week or None)``.

    :param leaves: ``(from, to)`` in UTC
    :param pauses: ``(from, to)`` in UTC, in which nothing counts either
    """

    def __init__(self, lines, tz='UTC', leaves=(), pauses=()):
        self.lines = lines
        self.zone = ZoneInfo(tz)
        self.away = [*leaves, *pauses]

    def is_working(self, moment):
        """Tell whether the minute that begins at ``moment`` (naive UTC) is worked."""
        if any(start <= moment < stop for start, stop in self.away):
            return False
        local = moment.replace(tzinfo=UTC).astimezone(self.zone)
        hour = local.hour + local.minute / 60
        week = ((local.toordinal() - 1) // 7) % 2
        return any(
            day == local.weekday() and start <= hour < stop and number in (None, week)
            for day, start, stop, number in self.lines
        )

    def deadline(self, start, minutes):
        """Return the moment at which that many minutes have been worked since ``start``."""
        moment = start
        for _minute in range(minutes):
            while not self.is_working(moment):
                moment += MINUTE
            moment += MINUTE
        return moment

    def worked(self, start, end):
        """Return how many minutes are worked between two moments."""
        count, moment = 0, start
        while moment < end:
            count += self.is_working(moment)
            moment += MINUTE
        return count


def at(text):
    return datetime.fromisoformat(text)
