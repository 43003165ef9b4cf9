import logging
from datetime import timedelta

from odoo import models
from odoo.addons.lead_distribution.engine.types import Decision
from odoo.addons.lead_distribution.tools.batches import COLLISIONS
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS

_logger = logging.getLogger(__name__)


class LeadSlaEscalation(models.Model):
    """Running a step for many clocks at once: remind the salesperson, tell the leader.

    Steps that take the lead away from its salesperson.

    Steps that concern a salesperson who misses again and again.
    """

    _inherit = 'lead.sla.escalation'

    def _run(self, clocks):
        """Run this step for ``clocks``; the database refuses a second run for the same clock.

        Clocks for which it raises are set aside with the error; the others go on.
        """
        self.ensure_one()
        clocks = clocks.filtered(lambda clock: clock._is_on_ladder())
        if not clocks:
            return
        try:
            with self.env.cr.savepoint():
                self._run_batch(clocks)
        except COLLISIONS:
            raise
        except Exception as error:
            if len(clocks) > 1:
                for clock in clocks:
                    self._run(clock)
                return
            _logger.exception("Step %s failed for clock %s", self.id, clocks.id)
            clocks.error = f"{self.display_name}: {error}"
            self._create_logs(clocks)._finish({clocks: ('failed', {'error': str(error)})})

    def _run_batch(self, clocks):
        logs = self._create_logs(clocks)
        logs._finish(getattr(self, f'_run_{self.action}')(clocks))

    def _create_logs(self, clocks):
        return self.env['lead.sla.escalation.log'].create(
            [{'sla_id': clock.id, 'escalation_id': self.id} for clock in clocks]
        )

    def _run_remind(self, clocks):
        """Remind each salesperson once of all the leads, and put them on the list."""
        for user, some in clocks.grouped('user_id').items():
            self._alert(user, some, self.with_context(lang=user.lang).env._("Time Is Running Out"))
        clocks._schedule_reminders()
        return {clock: ('reminded', {}) for clock in clocks}

    def _run_activity_leader(self, clocks):
        """Tell each leader once of all the leads, and put them on the list."""
        led = clocks.filtered(lambda c: c.team_id.user_id and c.team_id.user_id != c.user_id)
        for leader, some in led.grouped(lambda clock: clock.team_id.user_id).items():
            self._alert(leader, some, self.with_context(lang=leader.lang).env._("Leads Not Kept"))
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        led._create_activities([clock._prepare_leader_activity(todo) for clock in led])
        told = {clock: ('told', {'leader': clock.team_id.user_id.name}) for clock in led}
        return told | {clock: ('no_leader', {}) for clock in clocks - led}

    def _alert(self, user, clocks, title):
        """Tell somebody about these clocks at once in the web client, and by mail if chosen."""
        clocks = clocks.with_context(lang=user.lang)
        user._bus_send(
            'simple_notification',
            {
                'type': 'warning',
                'title': title,
                'message': clocks._summarize(user),
                'sticky': True,
            },
        )
        if self.send_mail and user.email:
            self.env['mail.mail'].create(
                {
                    'subject': f"{title}: {clocks._summarize(user)}",
                    'body_html': clocks._list_leads(user),
                    'email_to': user.email_formatted,
                    'auto_delete': True,
                }
            ).send_after_commit()

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

    def _run_lower_cap(self, clocks):
        """Give who misses too often fewer leads for some days."""
        due = self._filter_repeated(clocks)
        until = self.env.cr.now() + timedelta(days=self.days)
        self.env['lead.limit.cut']._lower(due.user_id, self, until)
        return self._tell_rep(clocks, due, 'lowered', until)

    def _run_set_away(self, clocks):
        """Give who misses too often no leads for some days."""
        due = self._filter_repeated(clocks)
        until = self.env.cr.now().replace(microsecond=0) + timedelta(days=self.days)
        # who is away for longer, or until he says so himself, is not brought back by this
        here = due.user_id.filtered(
            lambda user: (
                user.lead_presence != 'away'
                or (user.lead_presence_until and user.lead_presence_until < until)
            )
        )
        if here:
            here.write({'lead_presence': 'away', 'lead_presence_until': until})
        return self._tell_rep(clocks, due, 'away', until)

    def _count_misses(self, clocks):
        """Return how many deadlines each of these salespeople has missed lately."""
        return dict(
            self.env['lead.sla']._read_group(
                [
                    ('user_id', 'in', clocks.user_id.ids),
                    ('state', '=', 'missed'),
                    ('deadline', '>=', self.env.cr.now() - timedelta(days=self.miss_days)),
                ],
                ['user_id'],
                ['__count'],
            )
        )

    def _filter_repeated(self, clocks):
        counts = self._count_misses(clocks)
        return clocks.filtered(lambda clock: counts.get(clock.user_id, 0) >= self.misses)

    def _tell_rep(self, clocks, due, outcome, until):
        counts = self._count_misses(clocks)
        return {
            clock: (
                outcome if clock in due else 'spared',
                {
                    'misses': counts.get(clock.user_id, 0),
                    'days': self.miss_days,
                    'until': clock._tell_time(until, clock.user_id),
                    'limit': self._tell_limit(clock.user_id),
                },
            )
            for clock in clocks
        }

    def _tell_limit(self, user):
        """Return how the limit is lowered, in the language of the salesperson."""
        if self.action != 'lower_cap':
            return ""
        step = self.with_context(lang=user.lang)
        cap = dict(step._fields['cap']._description_selection(step.env))[self.cap]
        if self.cap_percent:
            return step.env._(
                "%(limit)s lowered by %(percent)s percent", limit=cap, percent=self.cap_percent
            )
        return step.env._("%(limit)s at most %(value)s", limit=cap, value=self.cap_value)
