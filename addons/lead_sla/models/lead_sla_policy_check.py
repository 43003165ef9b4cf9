from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError


class LeadSlaPolicy(models.Model):
    """What a policy must be like to be kept."""

    _inherit = 'lead.sla.policy'

    _check_max_hops = models.Constraint(
        'CHECK(max_hops >= 0)', "A lead cannot move on fewer than zero times."
    )

    @api.constrains('domain')
    def _check_domain(self):
        for policy in self:
            try:
                policy._get_domain().validate(self.env['crm.lead'])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of %(policy)s cannot be used: %(error)s",
                        policy=policy.name,
                        error=error,
                    )
                ) from error

    @api.constrains('pause_status_ids')
    def _check_pause_statuses(self):
        for policy in self:
            ending = policy.pause_status_ids.filtered(lambda status: status._is_negative())
            if ending:
                raise ValidationError(
                    self.env._(
                        "The status %(status)s ends the clocks of a lead, so it cannot pause them. "
                        "Take it out of the statuses that pause %(policy)s.",
                        status=ending[:1].name,
                        policy=policy.name,
                    )
                )

    @api.constrains('target_ids', 'escalation_ids')
    def _check_warnings(self):
        """A step cannot be due before the clock has started."""
        for policy in self:
            for target in policy.target_ids:
                for step in policy.escalation_ids:
                    if step.kind in (False, target.kind):
                        policy._check_warning(target, step)

    def _check_warning(self, target, step):
        if step.minutes < 0 and timedelta(minutes=-step.minutes) >= target._get_least_duration():
            raise ValidationError(
                self.env._(
                    '"%(step)s" is earlier than %(target)s starts. Have it happen later, or give '
                    "the target more time.",
                    step=step.display_name,
                    target=target.display_name,
                )
            )
