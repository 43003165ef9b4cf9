from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError

# after these nobody is left who could be reminded or told
LAST_ACTIONS = ('pool', 'status')

# what comes first of steps that are due at the same moment
ORDER = (
    'remind',
    'activity_leader',
    'lower_cap',
    'set_away',
    'reassign',
    *LAST_ACTIONS,
)

# what somebody would notice at night
LOUD_ACTIONS = ('remind', 'activity_leader')

ZERO = timedelta()


class LeadSlaEscalation(models.Model):
    """One step around the deadlines of a policy: what happens, and when it is due."""

    _name = 'lead.sla.escalation'
    _inherit = ['lead.shared.mixin']
    _description = "SLA Escalation Step"
    _order = 'policy_id, percent, minutes, id'
    _rec_name = 'action'
    _company_path = 'policy_id.company_id'

    policy_id = fields.Many2one('lead.sla.policy', required=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        lambda self: self.env['lead.sla.target']._fields['kind']._description_selection(self.env),
        "Promise",
        help="The promise whose deadline is meant. Empty: each promise of the policy.",
    )
    kind_text = fields.Char("Of Which Promise", compute='_compute_kind_text')
    minutes = fields.Integer(
        "Minutes After the Deadline",
        default=0,
        help="Negative: before the deadline. Counted like the target, so a step waits for "
        "working hours when the target does.",
    )
    percent = fields.Integer(
        "Or % of the Time",
        default=0,
        help="Instead of minutes: this share of the promised time after the deadline, negative: "
        "before it. -20 is when 80 % of the time is over.",
    )
    action = fields.Selection(
        [
            ('remind', "Remind the salesperson"),
            ('activity_leader', "Tell the team leader"),
            ('reassign', "Move to the next salesperson"),
            ('pool', "Return to a pool"),
            ('status', "Set a status"),
            ('lower_cap', "Lower the limits of the salesperson"),
            ('set_away', "Set the salesperson away"),
        ],
        default='reassign',
        required=True,
    )
    send_mail = fields.Boolean(
        "Also by Email", help="Besides the notification and the activity in Odoo."
    )
    pool_id = fields.Many2one(
        'lead.pool',
        index='btree_not_null',
        ondelete='restrict',
        help="A lead that was claimed in a pool goes back there, any other one to this pool.",
    )
    status_id = fields.Many2one('lead.status', ondelete='restrict')
    status_meaning = fields.Selection(related='status_id.meaning')
    reason_id = fields.Many2one('lead.status.reason', "Status Reason", ondelete='restrict')
    nurture_days = fields.Integer(
        help="After so many days a recycled lead comes back by itself. 0: what the reason says."
    )
    cap = fields.Selection(
        [('daily_cap', "Leads a day"), ('open_cap', "Open leads")], "Limit", default='daily_cap'
    )
    cap_percent = fields.Integer("Lower by (%)", help="Of each limit the salesperson has.")
    cap_value = fields.Integer("Lower to", help="Also for who has no limit otherwise.")
    misses = fields.Integer(
        "After Misses", default=3, help="Only who has missed so many deadlines is meant."
    )
    miss_days = fields.Integer("Within Days", default=7)
    days = fields.Integer("For Days", default=1, help="How long it lasts.")

    _reassign_after_deadline = models.Constraint(
        "CHECK(action IN ('remind', 'activity_leader') OR (minutes >= 0 AND percent >= 0))",
        "Before its deadline has passed, a lead cannot be taken away, and nobody has missed "
        "anything. Only reminding the salesperson and telling the leader can come before it.",
    )

    @api.depends('kind')
    @api.depends_context('lang')
    def _compute_kind_text(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for step in self:
            step.kind_text = kinds.get(step.kind) or self.env._("Each promise")

    @api.depends('minutes', 'percent', 'action')
    @api.depends_context('lang')
    def _compute_display_name(self):
        actions = dict(self._fields['action']._description_selection(self.env))
        for step in self:
            step.display_name = self.env._(
                "%(action)s, %(when)s", action=actions.get(step.action, ''), when=step._when_text()
            )

    def _when_text(self):
        """Return when the step runs, in words."""
        self.ensure_one()
        if self.percent:
            if self.percent < 0:
                return self.env._("%s percent of the time before the deadline", -self.percent)
            return self.env._("%s percent of the time after the deadline", self.percent)
        if not self.minutes:
            return self.env._("at the deadline")
        if self.minutes < 0:
            return self.env._("%s minutes before the deadline", -self.minutes)
        return self.env._("%s minutes after the deadline", self.minutes)

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.policy_id._follow_steps()
        return steps

    def write(self, vals):
        self.policy_id._note_changes()
        result = super().write(vals)
        self.policy_id._follow_steps()
        return result

    def unlink(self):
        policies = self.policy_id
        policies._note_changes()
        result = super().unlink()
        policies._follow_steps()
        return result

    def _get_rank(self):
        """Return the place of this step among those that are due at the same moment."""
        self.ensure_one()
        return ORDER.index(self.action)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        # sudo: steps that ran on leads the user does not see hold on to them as well
        logs = self.env['lead.sla.escalation.log'].sudo()
        if logs.search_count([('escalation_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("This step has run. Archive its policy to keep the history.")
            )

    def _get_dues(self, slas, hours):
        """Return when this step is due, by SLA; SLAs of other kinds are left out."""
        self.ensure_one()
        slas = slas.filtered(lambda sla: self.kind in (False, sla.kind))
        dues = {sla: max(sla.deadline + self._get_offset(sla), sla.started_at) for sla in slas}
        if self.minutes or self.percent:
            dues.update(self._get_working_dues(slas, hours))
        if self.action in LOUD_ACTIONS:
            dues.update(self._get_loud_dues(dues, hours))
        return dues

    def _get_offset(self, sla, schedule=None):
        """Return how long after the deadline the step is due, negative: before it."""
        if self.percent:
            return sla._get_duration(schedule) * self.percent / 100
        return timedelta(minutes=self.minutes)

    def _get_working_dues(self, slas, hours):
        """Return the dues of SLAs that are counted in working time."""
        schedules = {sla: sla._get_schedule(hours) for sla in slas.filtered('calendar_id')}
        timed = [sla for sla, schedule in schedules.items() if schedule]
        if not timed:
            return {}
        jobs = [
            (schedules[s], s.started_at, s.deadline, self._get_offset(s, schedules[s]))
            for s in timed
        ]
        planned = zip(timed, hours.shift(jobs), strict=True)
        return {sla: due for sla, due in planned if due}

    def _get_loud_dues(self, dues, hours):
        """Return the dues that move because the quiet hours of whoever is meant come before."""
        quiet = self.policy_id.quiet_hours
        if quiet == 'none' or not dues:
            return {}
        people = {sla: self._get_addressee(sla) for sla in dues}
        if quiet == 'custom':
            return {sla: self._end_of_quiet(due, people[sla]) for sla, due in dues.items()}
        jobs = [
            (hours.promise_of(people[sla], sla.team_id, sla.company_id), due, ZERO)
            for sla, due in dues.items()
        ]
        planned = zip(dues, hours.plan(jobs), strict=True)
        return {sla: due for sla, due in planned if due}

    def _get_addressee(self, sla):
        """Return whom the step reminds or tells."""
        leader = sla.team_id.user_id
        return leader if self.action == 'activity_leader' and leader else sla.user_id

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
