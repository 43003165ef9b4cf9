import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class LeadSla(models.Model):
    """The sweep: what happens to clocks when time passes and nobody does anything."""

    _inherit = 'lead.sla'

    @api.model
    def _cron_sweep(self, batch_size=200):
        """Miss and escalate the clocks that are due, and wake again for the next one."""
        due = Domain('next_event_at', '<=', self.env.cr.now())
        try:
            clocks = self._lock_due(due, batch_size)
            clocks._process_isolated()
        except OperationalError:
            _logger.info("Another transaction came between; the sweep tries again in a minute.")
            self.env.cr.rollback()
            clocks = self.browse()
        remaining = self.search_count(due)
        self._wake_sweep_for_next(soon=bool(remaining))
        self.env['ir.cron']._commit_progress(len(clocks), remaining=remaining if clocks else 0)

    def _lock_due(self, due, limit):
        """Return due clocks that no other transaction works on, as they are now."""
        clocks = self.search(due, limit=limit, order='next_event_at, id')
        # a touch in flight holds its lead: the lead comes first, as when a touch is recorded
        leads = clocks.lead_id.try_lock_for_update(allow_referencing=True)
        clocks = clocks.filtered(lambda clock: clock.lead_id in leads)
        return clocks.try_lock_for_update(allow_referencing=True).filtered_domain(due)

    def _process_isolated(self):
        """Process these clocks; one that raises is set aside and does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._process_due()
        except OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                for clock in self:
                    clock._process_isolated()
                return
            _logger.exception("Clock %s could not be processed", self.id)
            self.write({'error': str(error), 'next_event_at': False})

    def _process_due(self):
        """Mark what has been missed and run the steps that are due."""
        self.filtered(lambda clock: not clock.lead_id._is_followed_up())._cancel()
        self._settle()
        clocks = self.filtered(lambda clock: clock._is_open())
        now = self.env.cr.now()
        late = clocks.filtered(lambda clock: clock.state == 'running' and clock.deadline <= now)
        late.state = 'missed'
        clocks._run_due_steps(now)
        clocks._plan_next_event()

    def _run_due_steps(self, now):
        pending = self._get_pending_steps()
        steps = self.env['lead.sla.escalation'].union(*[step for _clock, step, _due in pending])
        for step in steps.sorted():
            due = [clock.id for clock, some, at in pending if some == step and at <= now]
            step._run(self.browse(due))

    def _get_pending_steps(self):
        """Return ``(clock, step, due)`` for every step that has not run for these clocks."""
        run = {(log.sla_id, log.escalation_id) for log in self.log_ids}
        return [
            (clock, step, due)
            for policy, clocks in self.grouped('policy_id').items()
            for step in policy.escalation_ids
            for clock, due in step._get_dues(clocks).items()
            if (clock, step) not in run
        ]

    def _plan_next_event(self):
        """Store when the sweep must look at each clock next."""
        waiting = self.filtered(lambda clock: clock._is_answerable())
        (self - waiting).next_event_at = False
        dues = {clock: [clock.deadline] for clock in waiting if clock.state == 'running'}
        for clock, _step, due in waiting._get_pending_steps():
            dues.setdefault(clock, []).append(due)
        for clock in waiting:
            clock.next_event_at = min(dues.get(clock, ()), default=False)

    def _is_answerable(self):
        """Tell whether the rep of this clock still holds the lead and owes an answer."""
        self.ensure_one()
        return (
            self._is_open()
            and not self.assignment_id.released_at
            and self.lead_id.user_id == self.user_id
        )

    def _wake_sweep(self):
        """Have the sweep run when the first of these clocks is due."""
        moments = self.filtered('next_event_at').mapped('next_event_at')
        if moments:
            self.env.ref('lead_sla.ir_cron_sweep')._trigger(min(moments))

    @api.model
    def _wake_sweep_for_next(self, soon):
        """Have the sweep run again for the next clock; ``soon`` when due ones could not be done."""
        now = self.env.cr.now()
        if soon:
            self.env.ref('lead_sla.ir_cron_sweep')._trigger(now + timedelta(minutes=1))
        self.search([('next_event_at', '>', now)], order='next_event_at', limit=1)._wake_sweep()

    def action_retry(self):
        """Put clocks that were set aside back in front of the sweep."""
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only a sales administrator can try a clock again."))
        self.check_access('read')
        # sudo: nobody may write clocks by hand, and this only has the sweep look at them again
        clocks = self.sudo().filtered('error')
        clocks.write({'error': False, 'next_event_at': self.env.cr.now()})
        clocks._wake_sweep()
