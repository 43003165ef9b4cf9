from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from pytz import timezone, utc

from odoo.tools.date_utils import localized

from ..engine import worktime

FIRST_SPAN = timedelta(days=14)

LAST_SPAN = timedelta(days=1400)


class Schedule(NamedTuple):
    """Whose working time counts: one calendar, seen by one person (or nobody in particular)."""

    calendar: object
    resource: object
    company: object
    tz: str

    @property
    def group(self):
        """Return what schedules must share to be read together."""
        return self.calendar, self.company, self.tz


class WorkingTime:
    """Answer questions about many schedules with one read of each calendar, not one per lead.

    What has been read is kept as long as the object, so that all steps of a job share it.
    """

    def __init__(self):
        self._schedules = {}
        self._read = {}

    def schedule_of(self, user, team, company):
        """Return the working time that binds a user, looked up once."""
        key = user, team, company
        if key not in self._schedules:
            self._schedules[key] = user._get_schedule(team, company)
        return self._schedules[key]

    def promise_of(self, user, team, company):
        """Return the hours in which a promise runs; ``user`` is empty if the team's count."""
        key = 'promise', user, team, company
        if key not in self._schedules:
            self._schedules[key] = user._get_promise_schedule(team, company)
        return self._schedules[key]

    def plan(self, jobs):
        """Return the end of each ``(schedule, start, work, *pauses)``.

        ``None`` where no time was found, or where there is no schedule. Pauses are ``(from, to)``.
        """
        ends = [self._plan_by_read(*job) for job in jobs]
        open_jobs = [index for index, job in enumerate(jobs) if job[0] and ends[index] is None]
        span = FIRST_SPAN
        while open_jobs and span <= LAST_SPAN:
            hours = self.hours(_period(jobs[index], span) for index in open_jobs)
            for index in open_jobs:
                schedule, *job = jobs[index]
                ends[index] = hours[schedule].plan(*job)
            open_jobs = [index for index in open_jobs if ends[index] is None]
            span *= 10
        return ends

    def _plan_by_read(self, schedule, start, *job):
        """Return the end of a job if it lies within what has been read, else ``None``."""
        read_from, _until, hours = self._read.get(schedule, (start, start, None))
        return hours.plan(start, *job) if hours and read_from <= start else None

    def shift(self, jobs):
        """Return the moment of each ``(schedule, start, moment, work)`` moved by ``work``.

        Negative work goes back, to ``start`` at the earliest.
        """
        ahead = iter(self.plan([(job[0], *job[2:]) for job in jobs if job[3] >= worktime.ZERO]))
        hours = self.hours(job[:3] for job in jobs if job[3] < worktime.ZERO)
        return [
            next(ahead)
            if work >= worktime.ZERO
            else max(hours[schedule].plan_back(moment, -work) or start, start)
            for schedule, start, moment, work in jobs
        ]

    def worked(self, jobs):
        """Return the working time of each ``(schedule, start, end, *pauses)``.

        Without a schedule all of the time counts.
        """
        hours = self.hours(job[:3] for job in jobs if job[0])
        clock = worktime.Clock()
        return [hours.get(schedule, clock).worked(*job) for schedule, *job in jobs]

    def hours(self, periods):
        """Return ``{schedule: its Hours}`` that cover all the ``(schedule, start, end)``."""
        groups = defaultdict(list)
        for period in periods:
            groups[period[0].group].append(period)
        for group, wanted in groups.items():
            if not all(self._is_read(*period) for period in wanted):
                self._read_windows(*group, wanted)
        return {schedule: hours for schedule, (_start, _end, hours) in self._read.items()}

    def _is_read(self, schedule, start, end):
        if schedule not in self._read:
            return False
        read_from, read_until, _hours = self._read[schedule]
        return read_from <= start and end <= read_until

    def _read_windows(self, calendar, company, tz, periods):
        """Read the windows of all the people who work by one calendar at once."""
        start = min(start for _schedule, start, _end in periods)
        end = max(end for _schedule, _start, end in periods)
        schedules = {schedule for schedule, _start, _end in periods}
        resources = calendar.env['resource.resource'].union(*[s.resource for s in schedules])
        # a holiday of another company shares the calendar table, not our working time
        leaves = [
            ('time_type', '=', 'leave'),
            '|',
            ('resource_id', '!=', False),
            ('company_id', 'in', [False, company.id]),
        ]
        intervals = calendar._work_intervals_batch(
            localized(start), localized(end), resources=resources, domain=leaves, tz=timezone(tz)
        )
        for schedule in schedules:
            windows = _naive(intervals[schedule.resource.id])
            self._read[schedule] = (start, end, worktime.Hours(windows))


def _period(job, span):
    """Return the ``(schedule, start, end)`` in which a job is looked for."""
    schedule, start, _work, *pauses = job
    return schedule, start, max([start, *(stop for _begin, stop in pauses)]) + span


def _naive(intervals):
    return worktime.join(
        (_moment(begin), _whole_day(_moment(stop))) for begin, stop, _meta in intervals
    )


def _moment(stamp):
    return stamp.astimezone(utc).replace(tzinfo=None)


def _whole_day(stop):
    """Return midnight for hours until 24:00, which Odoo ends a microsecond before."""
    return stop + worktime.TICK if stop.microsecond == datetime.max.microsecond else stop
