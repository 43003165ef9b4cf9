from datetime import datetime, timedelta
from itertools import islice

from odoo import api, models
from odoo.addons.lead_distribution.engine.worktime import ZERO, Clock
from odoo.addons.lead_distribution.tools.working_time import WorkingTime

from .sla_terms import MINUTE, MINUTES, TICKING_STATES

WARN_SHARE = 0.8


class LeadSla(models.Model):
    """The time of an SLA: until when, by whose working hours, its pauses, and what is due next."""

    _inherit = 'lead.sla'

    def _get_schedule(self, hours):
        """Return the hours that this promise runs in."""
        self.ensure_one()
        user = self.user_id if self.time_base == 'own' else self.user_id.browse()
        return hours.promise_of(user, self.team_id, self.company_id)

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
        """Work out until when these SLAs run, and when what happens before and after is due."""
        hours = WorkingTime()
        warnings = self._set_deadlines(hours)
        dues = self._get_step_dues(hours)
        early = {}
        for sla, _step, due in dues:
            if due < sla.deadline:
                early[sla] = min(due, early.get(sla, due))
        for sla, moment in self._get_next_events(dues).items():
            sla.write({'warn_at': early.get(sla) or warnings[sla], 'next_event_at': moment})

    def _set_deadlines(self, hours):
        """Set the deadlines; return when time becomes short."""
        schedules = {
            sla: sla._get_schedule(hours) for sla in self.filtered(lambda s: s.time_base != 'clock')
        }
        planned = self._plan_in_working_time(hours, schedules)
        warnings, times = {}, {}
        for sla in self:
            deadline, warnings[sla], start = planned.get(sla, (None, None, None))
            if deadline:
                calendar, note = schedules[sla].calendar.id, False
            else:
                deadline, warnings[sla], start = sla._plan_in_clock_time()
                calendar, note = False, sla._lack_of_hours_text(schedules.get(sla))
            times[sla] = {
                'deadline': deadline,
                'counts_from': start,
                'calendar_id': calendar,
                'note': note,
            }
        for sla, vals in times.items():
            sla.write(vals)
        return warnings

    @api.model
    def _plan_in_working_time(self, hours, schedules):
        """Return ``{sla: (deadline, warning, start)}``, with one read of each calendar."""
        timed = [sla for sla, schedule in schedules.items() if schedule]
        jobs = [
            (schedules[s], s.started_at, s._get_duration(schedules[s]) * share, *s._get_pauses())
            for share in (1, WARN_SHARE, 0)
            for s in timed
        ]
        ends = iter(hours.plan(jobs))
        columns = [list(islice(ends, len(timed))) for _share in range(3)]
        return dict(zip(timed, zip(*columns, strict=True), strict=True))

    def _plan_in_clock_time(self):
        """Return ``(deadline, warning, start)`` where every hour counts."""
        duration, pauses = self._get_duration(), self._get_pauses()
        plan = Clock().plan
        deadline = plan(self.started_at, duration, *pauses)
        return deadline, plan(self.started_at, duration * WARN_SHARE, *pauses), self.started_at

    def _lack_of_hours_text(self, schedule):
        """Return why the target is not counted in working time although it should be."""
        if self.time_base == 'clock':
            return False
        if not schedule:
            return self.env._("No working hours found: every hour counts.")
        return self.env._(
            "No working time found in the working hours %s: every hour counts.",
            schedule.calendar.name,
        )

    def _get_step_dues(self, hours):
        """Return ``(sla, step, due)`` for every step of these SLAs, in the order of dues."""
        dues = [
            (sla, step, due)
            for policy, slas in self.grouped('policy_id').items()
            for step in policy.escalation_ids
            for sla, due in step._get_dues(slas, hours).items()
        ]
        return sorted(dues, key=lambda item: (item[2], item[1]._get_rank()))

    def _filter_pending(self, dues):
        """Return those of ``dues`` that are of these SLAs and whose step has not run."""
        run = {(log.sla_id, log.escalation_id) for log in self.log_ids}
        slas = set(self)
        return [item for item in dues if item[0] in slas and item[:2] not in run]

    def _get_next_events(self, dues):
        """Return ``{sla: when the sweep must look at it next}``, ``False`` for never."""
        waiting = self.filtered(lambda sla: sla._is_answerable())
        moments = {sla: [sla.deadline] for sla in waiting if sla.state == 'running'}
        for sla, _step, due in waiting._filter_pending(dues):
            moments.setdefault(sla, []).append(due)
        return {sla: min(moments.get(sla, ()), default=False) for sla in self}

    def _get_worked(self, ends):
        """Return the working time from the start of each SLA until ``ends[sla]``."""
        worked = {
            sla: max(ends[sla] - sla.counts_from, ZERO)
            for sla in self
            if sla._is_known_time(ends[sla])
        }
        others = [sla for sla in self if sla not in worked]
        if not others:
            return worked
        hours = WorkingTime()
        jobs = [
            (sla._get_schedule(hours), sla.started_at, ends[sla], *sla._get_pauses_until(ends[sla]))
            for sla in others
        ]
        return worked | dict(zip(others, hours.worked(jobs), strict=True))

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

    def _pause_where_told(self):
        """Pause and resume these SLAs as the statuses of their leads say."""
        ticking = self.filtered(lambda sla: sla.state in TICKING_STATES)
        told = ticking.filtered(
            lambda sla: sla.lead_id.lead_status_id in sla.policy_id.pause_status_ids
        )
        if told:
            told._pause()
        (ticking - told)._resume()

    def _pause(self):
        """Pause these SLAs; what is overdue already is not paused any more."""
        now = self.env.cr.now()
        running = self.filtered(lambda sla: sla.state == 'running' and sla.deadline > now)
        running.write({'state': 'paused', 'paused_at': now, 'next_event_at': False})

    def _resume(self):
        """Let the time of these SLAs go on where it stood: the pause moves the deadline."""
        paused = self.filtered(lambda sla: sla.state == 'paused')
        if not paused:
            return
        paused._add_pause(dict.fromkeys(paused, self.env.cr.now()))
        paused.state = 'running'
        paused._reckon()
        paused._wake_sweep()

    def _add_pause(self, ends):
        """Note that the present pauses of these SLAs are over at ``ends[sla]``."""
        hours = WorkingTime()
        ends = {sla: max(ends[sla], sla.paused_at) for sla in self}
        jobs = [(sla._get_schedule(hours), sla.paused_at, ends[sla]) for sla in self]
        for sla, worked in zip(self, hours.worked(jobs), strict=True):
            start, end = sla.paused_at, ends[sla]
            sla.write(
                {
                    'pauses': [*(sla.pauses or ()), [start.isoformat(), end.isoformat()]],
                    'paused_minutes': sla.paused_minutes + (end - start) / MINUTE,
                    'paused_working_minutes': sla.paused_working_minutes + worked / MINUTE,
                    'paused_at': False,
                }
            )
