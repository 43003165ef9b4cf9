from odoo import models
from odoo.addons.lead_distribution.models.working_time import WorkingTime

from .sla_terms import MINUTE, TICKING_STATES


class LeadSla(models.Model):
    """Clocks that stand still while the status of their lead says so."""

    _inherit = 'lead.sla'

    def _pause_where_told(self):
        """Pause and resume these clocks as the statuses of their leads say."""
        ticking = self.filtered(lambda clock: clock.state in TICKING_STATES)
        told = ticking.filtered(
            lambda clock: clock.lead_id.lead_status_id in clock.policy_id.pause_status_ids
        )
        told._pause()
        (ticking - told)._resume()

    def _pause(self):
        """Stop the time of these clocks; what is overdue already is no longer stopped."""
        now = self.env.cr.now()
        running = self.filtered(lambda clock: clock.state == 'running' and clock.deadline > now)
        running.write({'state': 'paused', 'paused_at': now, 'next_event_at': False})

    def _resume(self):
        """Let the time of these clocks go on where it stood: the pause moves the deadline."""
        paused = self.filtered(lambda clock: clock.state == 'paused')
        if not paused:
            return
        paused._add_pause(dict.fromkeys(paused, self.env.cr.now()))
        paused.state = 'running'
        paused._reckon()
        paused._wake_sweep()

    def _add_pause(self, ends):
        """Note that the present pauses of these clocks are over at ``ends[clock]``."""
        schedules = self._get_schedules()
        ends = {clock: max(ends[clock], clock.paused_at) for clock in self}
        jobs = [(schedules[clock], clock.paused_at, ends[clock]) for clock in self]
        for clock, worked in zip(self, WorkingTime().worked(jobs), strict=True):
            start, end = clock.paused_at, ends[clock]
            clock.write(
                {
                    'pauses': [*(clock.pauses or ()), [start.isoformat(), end.isoformat()]],
                    'paused_minutes': clock.paused_minutes + (end - start) / MINUTE,
                    'paused_working_minutes': clock.paused_working_minutes + worked / MINUTE,
                    'paused_at': False,
                }
            )
