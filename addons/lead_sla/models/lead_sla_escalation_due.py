from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.addons.lead_distribution.models.working_time import WorkingTime

# what somebody would notice at night
LOUD_ACTIONS = ('remind', 'activity_leader')
ZERO = timedelta()


class LeadSlaEscalation(models.Model):
    """When a step is due: relative to the deadline, and not in quiet hours."""

    _inherit = 'lead.sla.escalation'

    def _get_dues(self, clocks):
        """Return when this step is due, by clock; clocks of other promises are left out."""
        self.ensure_one()
        clocks = clocks.filtered(lambda clock: self.kind in (False, clock.kind))
        dues = {
            clock: max(clock.deadline + self._get_offset(clock), clock.started_at)
            for clock in clocks
        }
        if self.minutes or self.percent:
            dues.update(self._get_working_dues(clocks))
        if self.action in LOUD_ACTIONS:
            dues.update(self._get_loud_dues(dues))
        return dues

    def _get_offset(self, clock, schedule=None):
        """Return how long after the deadline the step is due, negative: before it."""
        if self.percent:
            return clock._get_duration(schedule) * self.percent / 100
        return timedelta(minutes=self.minutes)

    def _get_working_dues(self, clocks):
        """Return the dues of clocks that are counted in working time."""
        schedules = {clock: clock._get_target_schedule() for clock in clocks}
        timed = [clock for clock in clocks if schedules[clock]]
        jobs = [
            (schedules[c], c.started_at, c.deadline, self._get_offset(c, schedules[c]))
            for c in timed
        ]
        planned = zip(timed, WorkingTime().shift(jobs), strict=True)
        return {clock: due for clock, due in planned if due}

    def _get_loud_dues(self, dues):
        """Return the dues that move because the quiet hours of whoever is meant come before."""
        quiet = self.policy_id.quiet_hours
        if quiet == 'none' or not dues:
            return {}
        people = {clock: self._get_addressee(clock) for clock in dues}
        if quiet == 'custom':
            return {clock: self._end_of_quiet(due, people[clock]) for clock, due in dues.items()}
        known = {}
        for clock, person in people.items():
            key = person, clock.team_id, clock.company_id
            if key not in known:
                known[key] = person._get_schedule(clock.team_id, clock.company_id)
        jobs = [
            (known[people[clock], clock.team_id, clock.company_id], due, ZERO)
            for clock, due in dues.items()
        ]
        planned = zip(dues, WorkingTime().plan(jobs), strict=True)
        return {clock: due for clock, due in planned if due}

    def _get_addressee(self, clock):
        """Return whom the step reminds or tells."""
        leader = clock.team_id.user_id
        return leader if self.action == 'activity_leader' and leader else clock.user_id

    def _end_of_quiet(self, moment, person):
        """Return when it is not quiet any more for a person, ``moment`` itself if it is not."""
        zone = ZoneInfo(person.tz or 'UTC')
        local = moment.replace(tzinfo=UTC).astimezone(zone)
        begin, end = self.policy_id.quiet_from, self.policy_id.quiet_to
        hour = local.hour + local.minute / 60 + local.second / 3600
        is_over_midnight = begin > end
        is_quiet = hour >= begin or hour < end if is_over_midnight else begin <= hour < end
        if not is_quiet:
            return moment
        day = local.date() + timedelta(days=is_over_midnight and hour >= begin)
        over = datetime.combine(day, time(), zone) + timedelta(minutes=round(end * 60))
        return over.astimezone(UTC).replace(tzinfo=None)
