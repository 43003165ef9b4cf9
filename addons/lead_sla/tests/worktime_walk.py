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
        lines = [
            (start, stop)
            for day, start, stop, number in self.lines
            if day == local.weekday() and number in (None, week)
        ]
        if comes_again(local):
            # what begins or ends in an hour that comes twice does so the second time, as in Odoo
            return any(start < local.hour <= stop for start, stop in lines)
        return any(start <= hour < stop for start, stop in lines)

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


def comes_again(local):
    """Tell whether the SLA will show this time once more, an hour later."""
    return not local.fold and local.replace(fold=1).utcoffset() != local.utcoffset()


def at(text):
    return datetime.fromisoformat(text)
