"""Arithmetic on working windows.

Windows are a sorted list of ``(start, stop)`` datetimes that do not overlap. Everything here
takes and gives naive UTC datetimes.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta

# a leave that Odoo ends at 23:59:59 parts no working hours
SEAM = timedelta(seconds=1)
TICK = timedelta(microseconds=1)
ZERO = timedelta()


def join(windows):
    """Return the windows in order, with those that touch each other joined."""
    joined = []
    for start, stop in sorted(windows):
        if joined and start - joined[-1][1] <= SEAM:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
            continue
        joined.append((start, stop))
    return joined


class Clock:
    """Every hour counts."""

    def done(self, moment):
        """Return how much time has counted until ``moment``."""
        return moment - datetime.min

    def reach(self, total):
        """Return the first moment at which ``total`` has counted, ``None`` if that never is."""
        return datetime.min + total

    def plan(self, start, work, *pauses):
        """Return the moment at which ``work`` has been done when it begins at ``start``.

        :param pauses: ``(from, to)`` in order, in which nothing counts
        :return: ``None`` when there is not that much time
        """
        for begin, stop in pauses:
            before = self.worked(start, begin)
            if before >= work:
                break
            work -= before
            start = max(start, stop)
        return self.reach(self.done(start) + work) if work else self.open_from(start)

    def open_from(self, moment):
        """Return the first moment from ``moment`` on that counts."""
        return moment

    def worked(self, start, end, *pauses):
        """Return how much of the time between ``start`` and ``end`` counts."""
        paused = (self.worked(max(begin, start), min(stop, end)) for begin, stop in pauses)
        return max(self.done(end) - self.done(start), ZERO) - sum(paused, ZERO)


class Hours(Clock):
    """Only the time inside windows counts."""

    def __init__(self, windows):
        self.starts = [start for start, _stop in windows]
        self.stops = [stop for _start, stop in windows]
        self.upto = []
        total = ZERO
        for start, stop in windows:
            total += stop - start
            self.upto.append(total)

    def done(self, moment):
        number = bisect_right(self.starts, moment) - 1
        if number < 0:
            return ZERO
        return self.upto[number] - max(self.stops[number] - moment, ZERO)

    def reach(self, total):
        number = bisect_left(self.upto, total)
        return self.stops[number] - (self.upto[number] - total) if number < len(self.upto) else None

    def open_from(self, moment):
        number = bisect_right(self.stops, moment)
        return max(self.starts[number], moment) if number < len(self.starts) else None

    def plan_back(self, end, work):
        """Return the latest moment from which ``work`` can still be done until ``end``."""
        total = self.done(end) - work
        number = bisect_right(self.upto, total)
        if total < ZERO or number == len(self.upto):
            return None
        return self.stops[number] - (self.upto[number] - total)
