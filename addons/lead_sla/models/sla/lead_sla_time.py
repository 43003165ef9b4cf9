from datetime import datetime, timedelta
from itertools import islice

from odoo import api, fields, models
from odoo.addons.lead_distribution.engine.worktime import ZERO, Clock
from odoo.addons.lead_distribution.tools.working_time import WorkingTime

from .sla_terms import MINUTE, MINUTES, TIME_BASES, UNITS

WARN_SHARE = 0.8


class LeadSla(models.Model):
    """The time of a clock: until when, counted by whose working hours, and when it stood still."""

    _inherit = 'lead.sla'

    # as promised when the clock started, whatever becomes of the target
    amount = fields.Integer(
        "Within", compute='_compute_promise', store=True, precompute=True, readonly=False
    )
    unit = fields.Selection(
        UNITS, compute='_compute_promise', store=True, precompute=True, readonly=False
    )
    time_base = fields.Selection(
        TIME_BASES,
        "Counted In",
        compute='_compute_promise',
        store=True,
        precompute=True,
        readonly=False,
    )
    calendar_id = fields.Many2one(
        'resource.calendar',
        "Working Hours",
        ondelete='set null',
        help="The working hours the time is counted by; without them every hour counts.",
    )
    counts_from = fields.Datetime(help="The first working time from the start on.")
    paused_at = fields.Datetime("Paused Since")
    pauses = fields.Json(help="From when until when the clock stood still.")
    paused_minutes = fields.Float(digits=(12, 1), help="How long the clock has stood still.")
    paused_working_minutes = fields.Float(
        digits=(12, 1), help="The part of it that was working time."
    )
    note = fields.Char()

    _calendar_idx = models.Index(
        "(calendar_id) WHERE calendar_id IS NOT NULL AND state IN ('running', 'paused')"
    )

    @api.depends('target_id')
    def _compute_promise(self):
        for clock in self:
            for name in ('amount', 'unit', 'time_base'):
                clock[name] = clock.target_id[name]

    def _get_schedule(self):
        """Return the working time of the rep answerable."""
        self.ensure_one()
        return self.user_id._get_schedule(self.team_id, self.company_id)

    def _get_schedules(self):
        """Return the working time of the rep answerable by clock, looked up once per rep."""
        known = {}
        for clock in self:
            key = clock.user_id, clock.team_id, clock.company_id
            if key not in known:
                known[key] = clock._get_schedule()
        return {clock: known[clock.user_id, clock.team_id, clock.company_id] for clock in self}

    def _get_target_schedule(self):
        """Return the working time the target is counted in, ``None`` for clock time."""
        self.ensure_one()
        return self._get_schedule() if self.calendar_id else None

    def _get_duration(self, schedule=None):
        """Return the time promised; with a ``schedule``, a day is a day of its working hours."""
        self.ensure_one()
        if schedule and self.unit == 'day':
            return timedelta(hours=self.amount * (schedule.calendar.hours_per_day or 24))
        return self.amount * MINUTES[self.unit] * MINUTE

    def _get_pauses(self):
        """Return the pauses that are over as ``(from, to)``."""
        self.ensure_one()
        return [tuple(map(datetime.fromisoformat, pause)) for pause in self.pauses or ()]

    def _reckon(self):
        """Work out until when these clocks run, and when what happens before and after is due."""
        warnings = self._set_deadlines()
        dues = self._get_step_dues()
        early = {}
        for clock, _step, due in dues:
            if due < clock.deadline:
                early[clock] = min(due, early.get(clock, due))
        for clock in self:
            clock.warn_at = early.get(clock) or warnings[clock]
        self._plan_next_event(dues)

    def _set_deadlines(self):
        """Set the deadlines, with one read of each calendar; return when time becomes short."""
        schedules = self._get_schedules()
        timed = self.filtered(lambda c: c.time_base == 'working' and schedules[c])
        jobs = [
            (schedules[c], c.started_at, c._get_duration(schedules[c]) * share, *c._get_pauses())
            for share in (1, WARN_SHARE, 0)
            for c in timed
        ]
        ends = iter(WorkingTime().plan(jobs))
        columns = [list(islice(ends, len(timed))) for _share in range(3)]
        planned = dict(zip(timed, zip(*columns, strict=True), strict=True))
        warnings = {}
        for clock in self:
            deadline, warnings[clock], start = planned.get(clock, (None, None, None))
            clock.counts_from = start if deadline else clock.started_at
            clock.calendar_id = schedules[clock].calendar if deadline else False
            clock.deadline = deadline or clock._plan_in_clock_time(1)
            warnings[clock] = warnings[clock] or clock._plan_in_clock_time(WARN_SHARE)
            clock.note = clock._tell_lack_of_hours(schedules[clock]) if not deadline else False
        return warnings

    def _plan_in_clock_time(self, share):
        return Clock().plan(self.started_at, self._get_duration() * share, *self._get_pauses())

    def _tell_lack_of_hours(self, schedule):
        """Return why the target is not counted in working time although it should be."""
        if self.time_base == 'clock':
            return False
        if not schedule:
            return self.env._("No working hours found: every hour counts.")
        return self.env._(
            "No working time found in the working hours %s: every hour counts.",
            schedule.calendar.name,
        )

    def _get_worked(self, ends):
        """Return the working time from the start of each clock until ``ends[clock]``."""
        worked = {
            clock: max(ends[clock] - clock.counts_from, ZERO)
            for clock in self
            if clock._is_known_time(ends[clock])
        }
        others = self.browse(clock.id for clock in self if clock not in worked)
        schedules = others._get_schedules()
        jobs = [
            (schedules[clock], clock.started_at, ends[clock], *clock._get_pauses_until(ends[clock]))
            for clock in others
        ]
        return worked | dict(zip(others, WorkingTime().worked(jobs), strict=True))

    def _is_known_time(self, moment):
        """Tell whether the working time until ``moment`` is known without reading a calendar.

        Before the first working time there is none; from then on every minute counts until the
        deadline, where this is as far away as the time that was promised.
        """
        self.ensure_one()
        if not self.calendar_id or self.pauses or self.paused_at or self.is_stale:
            return False
        if moment <= self.counts_from:
            return True
        if self.unit == 'day' or moment > self.deadline:
            return False
        return self.deadline == self.counts_from + self._get_duration()

    def _get_pauses_until(self, moment):
        """Return the pauses as ``(from, to)``, the one that is not over until ``moment``."""
        pauses = self._get_pauses()
        return [*pauses, (self.paused_at, moment)] if self.paused_at else pauses
