from itertools import combinations

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .sla_terms import MINUTES, TICKING_STATES


class LeadSlaPolicy(models.Model):
    """The ladder of a policy as a whole."""

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
        result = super().write(vals)
        if vals.keys() & {'quiet_hours', 'quiet_from', 'quiet_to'}:
            self._follow_ladder()
        return result

    def _follow_ladder(self):
        """Have the open clocks of these policies look anew when their steps are due."""
        # sudo: who edits the ladder moves clocks, and may not write them by hand
        clocks = self.env['lead.sla'].sudo()
        clocks = clocks.search(
            [
                ('policy_id', 'in', self.ids),
                ('state', 'in', TICKING_STATES),
                ('is_stale', '=', False),
            ]
        )
        if clocks:
            clocks.is_stale = True
            clocks._reschedule_at_commit()

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
    def _check_ladder(self):
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
        """Refuse a ladder with steps that can never run, because the lead is gone by then."""
        steps = self.escalation_ids.filtered(lambda step: step.kind in (False, target.kind))
        length = target.amount * MINUTES[target.unit]
        ladder = steps.sorted(
            lambda step: (step.minutes + length * step.percent / 100, step._get_rank())
        )
        for step, following in combinations(ladder, 2):
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
