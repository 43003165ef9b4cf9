from odoo import api, models
from odoo.exceptions import ValidationError

from .sla_terms import MINUTES

LONGEST_DAYS = 365

NUMBERS = ('min_touches', 'min_calls', 'min_emails')


class LeadSlaTarget(models.Model):
    """What a target must be like to be kept or missed."""

    _inherit = 'lead.sla.target'

    _check_amount = models.Constraint(
        'CHECK(amount > 0)', "A target needs an amount of time above zero."
    )
    _unique_kind = models.UniqueIndex(
        '(policy_id, kind)', "A policy can hold only one target of each kind."
    )

    @api.constrains('kind', *NUMBERS)
    def _check_numbers(self):
        for target in self:
            if any(target[name] < 0 for name in NUMBERS):
                raise ValidationError(
                    self.env._(
                        "How many touches, calls and emails are agreed cannot be below zero: %s",
                        target.display_name,
                    )
                )
            if target.kind == 'touches':
                target._check_touches()

    def _check_touches(self):
        if not any(self[name] for name in NUMBERS):
            raise ValidationError(
                self.env._(
                    "Say how many touches, calls or emails are agreed for %s, at least one.",
                    self.display_name,
                )
            )
        if self.min_touches and self.min_touches < self.min_calls + self.min_emails:
            raise ValidationError(
                self.env._(
                    "%(calls)s calls and %(emails)s emails are more than the %(touches)s touches "
                    "they are part of. Raise the touches of %(target)s to at least %(least)s.",
                    calls=self.min_calls,
                    emails=self.min_emails,
                    touches=self.min_touches,
                    least=self.min_calls + self.min_emails,
                    target=self.display_name,
                )
            )

    @api.constrains('amount', 'unit')
    def _check_length(self):
        for target in self:
            # the database would say so too, but later than what else is wrong then
            if target.amount <= 0:
                raise ValidationError(
                    self.env._(
                        "%(promise)s needs an amount of time above zero, not %(amount)s.",
                        promise=target._selection_labels('kind')[target.kind],
                        amount=target.amount,
                    )
                )
            if target.amount * MINUTES[target.unit] > LONGEST_DAYS * MINUTES['day']:
                raise ValidationError(
                    self.env._(
                        "%(target)s is too long. Promise at most %(days)s days.",
                        target=target.display_name,
                        days=LONGEST_DAYS,
                    )
                )

    @api.constrains('amount', 'unit', 'time_base')
    def _check_warnings(self):
        self.policy_id._check_warnings()

    @api.constrains('time_base', 'policy_id')
    def _check_working_hours(self):
        for target in self:
            policy = target.policy_id
            company = policy.company_id or policy.team_id.company_id or self.env.company
            # sudo: only whether there are working hours is read of a company one may not be in
            team, company = policy.team_id.sudo(), company.sudo()
            calendar = team.resource_calendar_id or company.resource_calendar_id
            if target.time_base == 'working' and not calendar._has_hours():
                raise ValidationError(
                    self.env._(
                        "%(target)s is counted in working time, but %(company)s has no working "
                        "hours. Add some in the settings of the company, or count in clock time.",
                        target=target.display_name,
                        company=company.name,
                    )
                )
