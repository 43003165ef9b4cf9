"""Arithmetic on working windows.

Windows are a sorted list of ``(start, stop)`` datetimes that do not overlap. Everything here
takes and gives naive UTC datetimes.
"""

from datetime import timedelta

# Odoo ends a day at 23:59:59.999999; two windows that close together are one
SEAM = timedelta(seconds=1)
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


def plan(windows, start, work):
    """Return the moment at which ``work`` has been done when it begins at ``start``.

    ``None`` when the windows do not hold that much work.
    """
    for begin, stop in windows:
        begin = max(begin, start)
        if begin >= stop:
            continue
        if work <= stop - begin:
            return begin + work
        work -= stop - begin
    return None


def plan_back(windows, end, work):
    """Return the latest moment from which ``work`` can still be done until ``end``."""
    for begin, stop in reversed(windows):
        stop = min(stop, end)
        if begin >= stop:
            continue
        if work <= stop - begin:
            return stop - work
        work -= stop - begin
    return None


def worked(windows, start, end):
    """Return how much of the time between ``start`` and ``end`` was working time."""
    return sum((max(min(stop, end) - max(begin, start), ZERO) for begin, stop in windows), ZERO)
