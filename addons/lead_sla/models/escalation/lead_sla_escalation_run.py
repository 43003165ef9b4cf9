import logging
from datetime import timedelta

from odoo import models
from odoo.addons.lead_distribution.engine.types import Decision
from odoo.addons.lead_distribution.tools.batches import COLLISIONS
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS

_logger = logging.getLogger(__name__)


class LeadSlaEscalation(models.Model):
    """Running a step for many SLAs at once: each action, and the words about it."""

    _inherit = 'lead.sla.escalation'

    def _run(self, slas):
        """Run this step for ``slas``; the database refuses a second run for the same SLA.

        SLAs for which it raises are set aside with the error; the others go on.
        """
        self.ensure_one()
        slas = slas.filtered(lambda sla: sla._can_escalate())
        if not slas:
            return
        try:
            with self.env.cr.savepoint():
                self._run_batch(slas)
        except COLLISIONS:
            raise
        except Exception as error:
            if len(slas) > 1:
                for sla in slas:
                    self._run(sla)
                return
            _logger.exception("Step %s failed for SLA %s", self.id, slas.id)
            slas.error = f"{self.display_name}: {error}"
            self._create_logs(slas)._finish({slas: ('failed', {'error': str(error)})})

    def _run_batch(self, slas):
        logs = self._create_logs(slas)
        logs._finish(getattr(self, f'_run_{self.action}')(slas))

    def _create_logs(self, slas):
        return self.env['lead.sla.escalation.log'].create(
            [{'sla_id': sla.id, 'escalation_id': self.id} for sla in slas]
        )

    def _run_remind(self, slas):
        """Remind each salesperson once of all the leads, and put them on the list."""
        for user, some in slas.grouped('user_id').items():
            self._alert(user, some, self.with_context(lang=user.lang).env._("Time Is Running Out"))
        slas._schedule_reminders()
        return {sla: ('reminded', {}) for sla in slas}

    def _run_activity_leader(self, slas):
        """Tell each leader once of all the leads, and put them on the list."""
        led = slas.filtered(lambda c: c.team_id.user_id and c.team_id.user_id != c.user_id)
        for leader, some in led.grouped(lambda sla: sla.team_id.user_id).items():
            self._alert(leader, some, self.with_context(lang=leader.lang).env._("Leads Not Kept"))
        led._schedule_leader_activities()
        told = {sla: ('told', {'leader': sla.team_id.user_id.name}) for sla in led}
        return told | {sla: ('no_leader', {}) for sla in slas - led}

    def _alert(self, user, slas, title):
        """Tell somebody about these SLAs at once in the web client, and by mail if chosen."""
        slas = slas.with_context(lang=user.lang)
        user._bus_send(
            'simple_notification',
            {
                'type': 'warning',
                'title': title,
                'message': slas._summarize(user),
                'sticky': True,
            },
        )
        if self.send_mail and user.email:
            self.env['mail.mail'].create(
                {
                    'subject': f"{title}: {slas._summarize(user)}",
                    'body_html': slas._list_leads(user),
                    'email_to': user.email_formatted,
                    'auto_delete': True,
                }
            ).send_after_commit()

    def _run_reassign(self, slas):
        """Move the leads on to the next salesperson; where nobody can take one, it stays."""
        at_limit = self._filter_at_limit(slas)
        moved = self.env['crm.lead']
        for target, some in (slas - at_limit).grouped('target_id').items():
            moved |= some.lead_id._reassign('lapsed', target._get_lapse_text())
        gone = slas.filtered(lambda sla: sla.lead_id in moved and sla not in at_limit)
        self._notify_who_lost(gone)
        return {
            sla: ('moved', {'new_user': sla.lead_id.user_id.name})
            if sla in gone
            else ('limit' if sla in at_limit else 'kept', {})
            for sla in slas
        }

    def _filter_at_limit(self, slas):
        """Return the SLAs whose leads have moved on as often as the policy allows."""
        moves = dict(
            self.env['lead.sla.escalation.log']._read_group(
                [('lead_id', 'in', slas.lead_id.ids), ('outcome', '=', 'moved')],
                ['lead_id'],
                ['__count'],
            )
        )
        limit = self.policy_id.max_hops
        return slas.filtered(lambda sla: moves.get(sla.lead_id, 0) >= limit)

    def _run_pool(self, slas):
        """Put the leads back where they were claimed, the others into the pool of the step."""
        pools = {}
        for sla in slas:
            claimed_in = sla.assignment_id.pool_id
            pools[sla] = claimed_in if claimed_in.active else self.pool_id
        for target, some in slas.grouped('target_id').items():
            some.lead_id._release('lapsed', target._get_lapse_text())
        decisions = {
            sla.lead_id.id: Decision(sla.lead_id.id, 'pool', 'back_to_pool', pool_id=pools[sla].id)
            for sla in slas
        }
        slas.lead_id._assign(list(decisions.values()), 'escalation')
        self._notify_who_lost(slas)
        return {sla: ('pooled', {'pool': pools[sla].name}) for sla in slas}

    def _run_status(self, slas):
        """Give the leads up with the status of the step."""
        undecided = slas.filtered(
            lambda sla: sla.lead_id.lead_status_meaning not in NEGATIVE_MEANINGS
        )
        hasty = undecided.filtered(self._is_hasty)
        given_up = undecided - hasty
        values = {}
        if self.nurture_days and self.status_id.meaning == 'recycle':
            day = self.env.cr.now().date() + timedelta(days=self.nurture_days)
            values['nurture_until'] = day
        given_up.lead_id._change_status(self.status_id, self.reason_id, **values)
        self._notify_who_lost(given_up, self.status_id)
        detail = {'status': self.status_id.name, 'reason': self.reason_id.name}
        return {sla: ('tried_too_little' if sla in hasty else 'status', detail) for sla in slas}

    def _gives_up(self):
        """Tell whether the step says that a customer cannot be reached."""
        return self.action == 'status' and self.status_id.meaning == 'unreachable'

    def _is_hasty(self, sla):
        """Tell whether a customer would be called unreachable who was not tried as agreed."""
        return self._gives_up() and sla.kind == 'touches' and sla.state != 'met'

    def _notify_who_lost(self, slas, status=None):
        """Tell each salesperson which leads are no longer with them, and why."""
        for user, some in slas.grouped('user_id').items():
            own = some.with_context(lang=user.lang)
            title = own.env._("Leads That Moved On")
            message = own._giving_up_text(status) if status else own._loss_text()
            user._bus_send(
                'simple_notification',
                {'type': 'warning', 'title': title, 'message': message, 'sticky': True},
            )
            self.env['mail.thread'].message_notify(
                partner_ids=user.partner_id.ids, subject=title, body=message
            )

    def _run_lower_cap(self, slas):
        """Give salespeople who miss too often fewer leads for some days."""
        misses = self._count_misses(slas)
        until = self.env.cr.now() + timedelta(days=self.days)
        self.env['lead.limit.cut']._lower(self._who_missed_often(slas, misses), self, until)
        return self._curbed_outcomes(slas, misses, 'lowered', until)

    def _run_set_away(self, slas):
        """Give salespeople who miss too often no leads for some days."""
        misses = self._count_misses(slas)
        until = self.env.cr.now().replace(microsecond=0) + timedelta(days=self.days)
        # who is away for longer, or with no end, is not brought back by this
        here = self._who_missed_often(slas, misses).filtered(
            lambda user: (
                user.lead_presence != 'away'
                or (user.lead_presence_until and user.lead_presence_until < until)
            )
        )
        if here:
            here.write({'lead_presence': 'away', 'lead_presence_until': until})
        return self._curbed_outcomes(slas, misses, 'away', until)

    def _count_misses(self, slas):
        """Return how many deadlines each of these salespeople has missed lately."""
        return dict(
            self.env['lead.sla']._read_group(
                [
                    ('user_id', 'in', slas.user_id.ids),
                    ('state', '=', 'missed'),
                    ('deadline', '>=', self.env.cr.now() - timedelta(days=self.miss_days)),
                ],
                ['user_id'],
                ['__count'],
            )
        )

    def _who_missed_often(self, slas, misses):
        return slas.user_id.filtered(lambda user: misses.get(user, 0) >= self.misses)

    def _curbed_outcomes(self, slas, misses, outcome, until):
        often = self._who_missed_often(slas, misses)
        return {
            sla: (
                outcome if sla.user_id in often else 'spared',
                {
                    'misses': misses.get(sla.user_id, 0),
                    'days': self.miss_days,
                    'until': sla._time_text(until, sla.user_id),
                    'limit': self._limit_text(sla.user_id),
                },
            )
            for sla in slas
        }

    def _limit_text(self, user):
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
