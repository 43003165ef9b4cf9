from itertools import combinations

from odoo import api, fields, models
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS
from odoo.exceptions import ValidationError

from ..sla.lead_sla_policy import DECIDING
from ..sla.sla_terms import MINUTES, TICKING_STATES
from .lead_sla_escalation import LAST_ACTIONS

HIGHEST_PERCENT = 1000

ON_MISSES = ('lower_cap', 'set_away')


class LeadSlaEscalation(models.Model):
    """What a step must say before it can run."""

    _inherit = 'lead.sla.escalation'

    @api.constrains('minutes', 'percent')
    def _check_when(self):
        for step in self:
            if step.minutes and step.percent:
                raise ValidationError(
                    self.env._(
                        'Say in minutes or in percent when "%s" happens, not in both. '
                        "Set one of them to 0.",
                        step._action_label(),
                    )
                )
            if not -100 <= step.percent <= HIGHEST_PERCENT:
                raise ValidationError(
                    self.env._(
                        'The percent of "%(step)s" must lie between -100, when the time begins, '
                        "and %(highest)s.",
                        step=step._action_label(),
                        highest=HIGHEST_PERCENT,
                    )
                )

    @api.constrains('action', 'pool_id')
    def _check_pool(self):
        for step in self:
            if step.action == 'pool' and not step.pool_id:
                raise ValidationError(
                    self.env._(
                        'Choose the pool of "%s". Leads that were claimed in a pool go back '
                        "there, all others to the one you choose.",
                        step._action_label(),
                    )
                )

    @api.constrains('action', 'status_id', 'reason_id', 'nurture_days')
    def _check_status(self):
        for step in self.filtered(lambda step: step.action == 'status'):
            status, reason = step.status_id, step.reason_id
            if status.meaning not in NEGATIVE_MEANINGS:
                raise ValidationError(
                    self.env._(
                        'Choose the status that "%s" gives: one that means recycle, unreachable '
                        "or trash.",
                        step._action_label(),
                    )
                )
            if reason.meaning != status.meaning or reason.is_waiting:
                raise ValidationError(
                    self.env._(
                        "Choose a status reason made for %s, and none that waits for a product "
                        "or offer.",
                        status.name,
                    )
                )
            if step.nurture_days < 0:
                raise ValidationError(self.env._("Nurture days must be zero or more."))

    @api.constrains('action', 'cap', 'cap_percent', 'cap_value')
    def _check_cap(self):
        for step in self.filtered(lambda step: step.action == 'lower_cap'):
            if not step.cap:
                raise ValidationError(self.env._("Choose the limit that is lowered."))
            if bool(step.cap_percent) == bool(step.cap_value):
                raise ValidationError(
                    self.env._(
                        'Say how far the limit is lowered: fill in "Lower by (%)" or "Lower to".'
                    )
                )
            if not 0 <= step.cap_percent <= 100:
                raise ValidationError(
                    self.env._(
                        "A limit can be lowered by 1 to 100 percent, not by %s.", step.cap_percent
                    )
                )
            if step.cap_value < 0:
                raise ValidationError(self.env._("A limit cannot be lowered below 1."))

    @api.constrains('action', 'misses', 'miss_days', 'days')
    def _check_misses(self):
        for step in self.filtered(lambda step: step.action in ON_MISSES):
            if step.misses < 1 or step.miss_days < 1:
                raise ValidationError(
                    self.env._(
                        'Say after how many misses within how many days "%s" happens: 1 or more '
                        "of each.",
                        step._action_label(),
                    )
                )
            if step.days < 1:
                raise ValidationError(
                    self.env._('Say for how many days "%s" lasts: 1 or more.', step._action_label())
                )

    @api.constrains('kind', 'minutes', 'percent', 'action', 'policy_id')
    def _check_policy(self):
        self.policy_id._check_warnings()
        self.policy_id._check_steps()

    def _why_never(self, following):
        """Return in words why ``following`` cannot come after this step, ``None`` if it can."""
        names = {'step': self.display_name, 'following': following.display_name}
        if self.action in LAST_ACTIONS:
            return self.env._(
                'The steps are out of order: "%(step)s" takes the lead away, so '
                '"%(following)s" would never happen. Have it happen earlier.',
                **names,
            )
        if self.action == 'reassign' and following.action == 'remind':
            return self.env._(
                'The steps are out of order: "%(step)s" gives the lead to somebody else, so '
                '"%(following)s" would remind a salesperson who no longer has it. Have the '
                "reminder happen earlier, or tell the team leader instead.",
                **names,
            )
        return None

    def _action_label(self):
        return dict(self._fields['action']._description_selection(self.env)).get(self.action, '')


class LeadSlaPolicy(models.Model):
    """The escalation of a policy as a whole."""

    _inherit = 'lead.sla.policy'

    quiet_hours = fields.Selection(
        [
            ('working', "Outside working hours"),
            ('custom', "From a time to a time"),
            ('none', "Never"),
        ],
        default='working',
        required=True,
        help="Reminders wait until the quiet hours of whoever is reminded are over. What happens "
        "without a sound does not wait.",
    )
    quiet_from = fields.Float("Quiet From", default=20.0)
    quiet_to = fields.Float("Quiet To", default=8.0)
    ladder_warning = fields.Text(compute='_compute_ladder_warning')

    def write(self, vals):
        self._note_changes()
        ended = self.filtered('active') if vals.get('active') is False else self.browse()
        result = super().write(vals)
        if vals.keys() & {'active', *DECIDING}:
            self.env.registry.clear_cache()
        if vals.keys() & {'quiet_hours', 'quiet_from', 'quiet_to'}:
            self._follow_steps()
        for policy in ended:
            policy._end_slas()
        return result

    def _end_slas(self):
        """End what this policy, which is no longer in use, has promised; say how many that was."""
        # sudo: whoever archives a policy ends its SLAs, and may not write them by hand
        slas = self.env['lead.sla'].sudo()
        ticking = slas.search([('policy_id', '=', self.id), ('state', 'in', TICKING_STATES)])
        if not ticking:
            return
        leads = ticking.lead_id
        ticking._cancel()
        slas._choose_anew(leads)
        message = self.env._(
            "%(policy)s is archived: %(count)s of its SLAs that were running have ended.",
            policy=self.name,
            count=len(ticking),
        )
        self.env.user._bus_send('simple_notification', {'type': 'info', 'message': message})

    def _follow_steps(self):
        """Have the open SLAs of these policies look anew when their steps are due."""
        # sudo: whoever edits the steps moves SLAs, and may not write them by hand
        slas = self.env['lead.sla'].sudo()
        slas = slas.search(
            [
                ('policy_id', 'in', self.ids),
                ('state', 'in', TICKING_STATES),
                ('is_stale', '=', False),
            ]
        )
        if slas:
            slas.is_stale = True
            slas._reschedule_at_commit()

    @api.constrains('quiet_hours', 'quiet_from', 'quiet_to')
    def _check_quiet_hours(self):
        for policy in self.filtered(lambda policy: policy.quiet_hours == 'custom'):
            hours = policy.quiet_from, policy.quiet_to
            if not all(0 <= hour < 24 for hour in hours) or hours[0] == hours[1]:
                raise ValidationError(
                    self.env._(
                        "Quiet hours need two different times of the day from 00:00 to 23:59."
                    )
                )

    @api.constrains('escalation_ids', 'target_ids')
    def _check_steps(self):
        for policy in self:
            kinds = set(policy.target_ids.mapped('kind'))
            for step in policy.escalation_ids:
                if step.kind and step.kind not in kinds:
                    raise ValidationError(
                        self.env._(
                            '"%(step)s" is about a promise that %(policy)s does not make. Add it '
                            "to the targets, or choose another promise.",
                            step=step.display_name,
                            policy=policy.name,
                        )
                    )
            for target in policy.target_ids:
                policy._check_order(target)

    def _check_order(self, target):
        """Refuse steps that can never run, because the lead is gone by then."""
        steps = self.escalation_ids.filtered(lambda step: step.kind in (False, target.kind))
        length = target.amount * MINUTES[target.unit]
        in_order = steps.sorted(
            lambda step: (step.minutes + length * step.percent / 100, step._get_rank())
        )
        for step, following in combinations(in_order, 2):
            if message := step._why_never(following):
                raise ValidationError(message)

    @api.depends('escalation_ids.action', 'company_id')
    def _compute_ladder_warning(self):
        rules = self.env['lead.distribution.rule']._in_use().search([('method', '!=', 'pool')])
        for policy in self:
            moves = 'reassign' in policy.escalation_ids.mapped('action')
            company = policy.company_id
            own = rules.filtered(
                lambda rule, company=company: (
                    not (company and rule.company_id) or rule.company_id == company
                )
            )
            policy.ladder_warning = (
                self.env._(
                    "No rule has a second member who could take over a lead: leads that are not "
                    "answered stay with their salesperson."
                )
                if moves and len(own._candidate_users()) < 2
                else False
            )
