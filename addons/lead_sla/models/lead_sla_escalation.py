from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.lead_distribution.models.working_time import WorkingTime
from odoo.exceptions import UserError


class LeadSlaEscalation(models.Model):
    """One step of a policy's ladder: what happens how long before or after the deadline."""

    _name = 'lead.sla.escalation'
    _description = "SLA Escalation Step"
    _order = 'policy_id, minutes, id'
    _rec_name = 'action'

    policy_id = fields.Many2one('lead.sla.policy', required=True, index=True, ondelete='cascade')
    minutes = fields.Integer(
        "Minutes After the Deadline",
        help="Negative: before the deadline. Counted like the target, so a step waits for "
        "working hours when the target does.",
    )
    action = fields.Selection(
        [
            ('reassign', "Move to the next salesperson"),
            ('activity_leader', "Activity for the team leader"),
        ],
        default='reassign',
        required=True,
    )

    _reassign_after_deadline = models.Constraint(
        "CHECK(action != 'reassign' OR minutes >= 0)",
        "A lead cannot be taken away before its deadline has passed.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        # sudo: steps that ran on leads the user does not see hold on to the ladder as well
        logs = self.env['lead.sla.escalation.log'].sudo()
        if logs.search_count([('escalation_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("This step has run. Archive its policy to keep the history.")
            )

    def _get_dues(self, clocks):
        """Return when this step is due, by clock."""
        self.ensure_one()
        offset = timedelta(minutes=self.minutes)
        dues = {clock: max(clock.deadline + offset, clock.started_at) for clock in clocks}
        if offset:
            schedules = {clock: clock._get_target_schedule() for clock in clocks}
            timed = [clock for clock in clocks if schedules[clock]]
            jobs = [(schedules[c], c.started_at, c.deadline, offset) for c in timed]
            planned = zip(timed, WorkingTime().shift(jobs), strict=True)
            dues.update((clock, due) for clock, due in planned if due)
        return dues

    def _run(self, clocks):
        """Run this step for ``clocks``; the database refuses a second run for the same clock."""
        self.ensure_one()
        clocks = clocks.filtered(lambda clock: clock._is_answerable())
        logs = self.env['lead.sla.escalation.log'].create(
            [{'sla_id': clock.id, 'escalation_id': self.id} for clock in clocks]
        )
        done = getattr(self, f'_run_{self.action}')(clocks)
        for log in logs:
            log.outcome = next((name for name, some in done.items() if log.sla_id in some), False)

    def _run_reassign(self, clocks):
        """Move the leads on to the next salesperson; where nobody can take one, it stays."""
        at_limit = self._filter_at_limit(clocks)
        movable = clocks - at_limit
        moved = self.env['crm.lead']
        for target, some in movable.grouped('target_id').items():
            moved |= some.lead_id._reassign('lapsed', target._get_lapse_text())
        kept = movable.filtered(lambda clock: clock.lead_id not in moved)
        self._log_kept(
            kept, self.env._("Not answered in time, but nobody else can take this lead now.")
        )
        self._log_kept(
            at_limit,
            self.env._("Not answered in time, but moved on as often as allowed."),
        )
        return {'moved': movable - kept, 'kept': kept, 'limit': at_limit}

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

    def _log_kept(self, clocks, text):
        leads = clocks.lead_id
        if leads:
            leads._message_log_batch(bodies=dict.fromkeys(leads.ids, text))

    def _run_activity_leader(self, clocks):
        """Give the leaders of the teams a to-do on each lead."""
        led = clocks.filtered(lambda c: c.team_id.user_id and c.team_id.user_id != c.user_id)
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        led._create_activities([clock._prepare_leader_activity(todo) for clock in led])
        return {'told': led}
