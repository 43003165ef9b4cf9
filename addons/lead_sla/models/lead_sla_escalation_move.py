from datetime import timedelta

from odoo import models
from odoo.addons.lead_distribution.engine.types import Decision
from odoo.addons.lead_qualification.models.lead_status import NEGATIVE_MEANINGS


class LeadSlaEscalation(models.Model):
    """Steps that take the lead away from its salesperson."""

    _inherit = 'lead.sla.escalation'

    def _run_reassign(self, clocks):
        """Move the leads on to the next salesperson; where nobody can take one, it stays."""
        at_limit = self._filter_at_limit(clocks)
        moved = self.env['crm.lead']
        for target, some in (clocks - at_limit).grouped('target_id').items():
            moved |= some.lead_id._reassign('lapsed', target._get_lapse_text())
        gone = clocks.filtered(lambda clock: clock.lead_id in moved and clock not in at_limit)
        self._tell_who_lost(gone)
        return {
            clock: ('moved', {'new_user': clock.lead_id.user_id.name})
            if clock in gone
            else ('limit' if clock in at_limit else 'kept', {})
            for clock in clocks
        }

    def _filter_at_limit(self, clocks):
        """Return the clocks whose leads have moved on as often as the policy allows."""
        moves = dict(
            self.env['lead.sla.escalation.log']._read_group(
                [('lead_id', 'in', clocks.lead_id.ids), ('outcome', '=', 'moved')],
                ['lead_id'],
                ['__count'],
            )
        )
        limit = self.policy_id.max_hops
        return clocks.filtered(lambda clock: moves.get(clock.lead_id, 0) >= limit)

    def _run_pool(self, clocks):
        """Put the leads back where they were claimed, the others into the pool of the step."""
        pools = {}
        for clock in clocks:
            claimed_in = clock.assignment_id.pool_id
            pools[clock] = claimed_in if claimed_in.active else self.pool_id
        for target, some in clocks.grouped('target_id').items():
            some.lead_id._release('lapsed', target._get_lapse_text())
        decisions = {
            clock.lead_id.id: Decision(
                clock.lead_id.id, 'pool', 'back_to_pool', pool_id=pools[clock].id
            )
            for clock in clocks
        }
        clocks.lead_id._assign(list(decisions.values()), 'escalation')
        self._tell_who_lost(clocks)
        return {clock: ('pooled', {'pool': pools[clock].name}) for clock in clocks}

    def _run_status(self, clocks):
        """Give the leads up with the status of the step."""
        undecided = clocks.filtered(
            lambda clock: clock.lead_id.lead_status_meaning not in NEGATIVE_MEANINGS
        )
        hasty = undecided.filtered(self._is_hasty)
        given_up = undecided - hasty
        values = {}
        if self.nurture_days and self.status_id.meaning == 'recycle':
            day = self.env.cr.now().date() + timedelta(days=self.nurture_days)
            values['nurture_until'] = day
        given_up.lead_id._change_status(self.status_id, self.reason_id, **values)
        self._tell_who_lost(given_up, self.status_id)
        detail = {'status': self.status_id.name, 'reason': self.reason_id.name}
        return {
            clock: ('tried_too_little' if clock in hasty else 'status', detail) for clock in clocks
        }

    def _gives_up(self):
        """Tell whether the step says that a customer cannot be reached."""
        return self.action == 'status' and self.status_id.meaning == 'unreachable'

    def _is_hasty(self, clock):
        """Tell whether a customer would be called unreachable who was not tried as agreed."""
        return self._gives_up() and clock.kind == 'touches' and clock.state != 'met'

    def _tell_who_lost(self, clocks, status=None):
        """Tell each salesperson which leads are no longer with them, and why."""
        for user, some in clocks.grouped('user_id').items():
            own = some.with_context(lang=user.lang)
            title = own.env._("Leads That Moved On")
            message = own._tell_giving_up(status) if status else own._tell_loss()
            user._bus_send(
                'simple_notification',
                {'type': 'warning', 'title': title, 'message': message, 'sticky': True},
            )
            self.env['mail.thread'].message_notify(
                partner_ids=user.partner_id.ids, subject=title, body=message
            )
