from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .sla_terms import ACCEPTED_MEANINGS, KINDS, MINUTES, TIME_BASES, UNITS

WORKING_DAY = 8 * 60

LONGEST_DAYS = 365

NUMBERS = ('min_touches', 'min_calls', 'min_emails')


class LeadSlaTarget(models.Model):
    """One promise of a policy: what must happen within how much time."""

    _name = 'lead.sla.target'
    _inherit = ['lead.shared.mixin']
    _description = "SLA Target"
    _order = 'policy_id, id'
    _company_path = 'policy_id.company_id'

    policy_id = fields.Many2one('lead.sla.policy', required=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        KINDS,
        "Promise",
        default='first_response',
        required=True,
        help="Acceptance: the salesperson accepts the lead.\n"
        "First response: somebody gets in contact, counted from the assignment.\n"
        "Next response: a message of the customer is answered.\n"
        "Touches: the lead is followed up as often as agreed.\n"
        "Decision: the lead is qualified or given up.",
    )
    amount = fields.Integer("Within", default=30, required=True)
    unit = fields.Selection(
        UNITS,
        default='minute',
        required=True,
        help="A working day is as many working hours as the calendar has per day.",
    )
    time_base = fields.Selection(
        TIME_BASES,
        "Counted In",
        default='working',
        required=True,
        help="Working time is that of the sales team, else of the company: it stands still at "
        "night, on weekends and on public holidays. Working time of the salesperson: by their own "
        "weekly hours. Nobody's leave stops a promise: who stands in is told at once.",
    )
    min_touches = fields.Integer("Touches at Least", help="Of any kind, calls and emails included.")
    min_calls = fields.Integer("Calls at Least")
    min_emails = fields.Integer("Emails at Least")
    starts_at = fields.Selection(
        [('assigned', "When assigned"), ('accepted', "When accepted")],
        "Touches Count",
        default='assigned',
        required=True,
        help="From when on the touches are counted.",
    )

    _check_amount = models.Constraint(
        'CHECK(amount > 0)', "A target needs an amount of time above zero."
    )
    _unique_kind = models.UniqueIndex(
        '(policy_id, kind)', "A policy can hold only one target of each kind."
    )

    @api.depends('kind', 'amount', 'unit', 'time_base')
    def _compute_display_name(self):
        labels = {name: self._selection_labels(name) for name in ('kind', 'unit', 'time_base')}
        for target in self:
            target.display_name = self.env._(
                "%(kind)s: %(amount)s %(unit)s (%(time_base)s)",
                kind=labels['kind'].get(target.kind, ''),
                amount=target.amount,
                unit=labels['unit'].get(target.unit, '').lower(),
                time_base=labels['time_base'].get(target.time_base, '').lower(),
            )

    def _selection_labels(self, name):
        return dict(self._fields[name]._description_selection(self.env))

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
            if target.time_base != 'clock' and not calendar._has_hours():
                raise ValidationError(
                    self.env._(
                        "%(target)s is counted in working time, but %(company)s has no working "
                        "hours. Add some in the settings of the company, or count in clock time.",
                        target=target.display_name,
                        company=company.name,
                    )
                )

    def write(self, vals):
        self.policy_id._note_changes()
        return super().write(vals)

    def unlink(self):
        self.policy_id._note_changes()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: SLAs of leads the user does not see hold on to the target as well
        if self.env['lead.sla'].sudo().search_count([('target_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("This target has been measured. Archive its policy to keep the history.")
            )

    def _starts_with_assignment(self, lead):
        """Tell whether the SLA starts when a salesperson gets ``lead``."""
        self.ensure_one()
        is_accepted = lead.lead_status_meaning in ACCEPTED_MEANINGS
        return {
            'acceptance': not is_accepted,
            'first_response': True,
            'next_response': False,
            'touches': is_accepted or self.starts_at == 'assigned',
            'decision': lead.lead_status_meaning != 'qualified',
        }[self.kind]

    def _starts_on_acceptance(self):
        self.ensure_one()
        return self.kind == 'touches' and self.starts_at == 'accepted'

    def _get_least_duration(self):
        """Return the time promised, with a day as short as working days are usually."""
        self.ensure_one()
        is_working_day = self.unit == 'day' and self.time_base != 'clock'
        return timedelta(
            minutes=self.amount * (WORKING_DAY if is_working_day else MINUTES[self.unit])
        )

    def _get_lapse_text(self):
        """Return the sentence that explains why a lead was taken away."""
        self.ensure_one()
        texts = {
            'acceptance': self.env._("Not accepted in time. %s", self.display_name),
            'touches': self.env._("Not followed up as often as agreed. %s", self.display_name),
            'decision': self.env._("Not decided in time. %s", self.display_name),
        }
        return texts.get(self.kind, self.env._("Not answered in time. %s", self.display_name))

    def _get_words(self):
        """Say what is promised: ``first response within 15 working minutes``."""
        self.ensure_one()
        time = self._words_of_time()
        return {
            'acceptance': self.env._("acceptance within %s", time),
            'first_response': self.env._("first response within %s", time),
            'next_response': self.env._("next response within %s", time),
            'touches': self._words_of_touches(time),
            'decision': self.env._("decision within %s", time),
        }[self.kind]

    def _words_of_touches(self, time):
        """Say how often a lead is followed up: ``6 touches, at least 3 calls, in 10 days``."""
        parts = []
        if self.min_touches:
            parts.append(self._count_words('touches', self.min_touches))
        if self.min_calls:
            parts.append(self.env._("at least %s", self._count_words('calls', self.min_calls)))
        if self.min_emails:
            parts.append(self.env._("at least %s", self._count_words('emails', self.min_emails)))
        values = {'touches': ", ".join(parts) or self._count_words('touches', 0), 'time': time}
        if self.starts_at == 'accepted':
            return self.env._("%(touches)s, in %(time)s from acceptance", **values)
        return self.env._("%(touches)s, in %(time)s", **values)

    def _count_words(self, kind, count):
        one, many = {
            'touches': (self.env._("1 touch"), self.env._("%s touches", count)),
            'calls': (self.env._("1 call"), self.env._("%s calls", count)),
            'emails': (self.env._("1 email"), self.env._("%s emails", count)),
        }[kind]
        return one if count == 1 else many

    def _words_of_time(self):
        is_working = self.time_base != 'clock'
        if self.amount == 1:
            words = {
                ('minute', True): self.env._("1 working minute"),
                ('hour', True): self.env._("1 working hour"),
                ('day', True): self.env._("1 working day"),
                ('minute', False): self.env._("1 minute"),
                ('hour', False): self.env._("1 hour"),
                ('day', False): self.env._("1 day"),
            }
        else:
            words = {
                ('minute', True): self.env._("%s working minutes", self.amount),
                ('hour', True): self.env._("%s working hours", self.amount),
                ('day', True): self.env._("%s working days", self.amount),
                ('minute', False): self.env._("%s minutes", self.amount),
                ('hour', False): self.env._("%s hours", self.amount),
                ('day', False): self.env._("%s days", self.amount),
            }
        return words[self.unit, is_working]
