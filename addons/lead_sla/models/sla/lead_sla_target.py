from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .sla_terms import ACCEPTED_MEANINGS, KINDS, MINUTES, TIME_BASES, UNITS

WORKING_DAY = 8 * 60


class LeadSlaTarget(models.Model):
    """One promise of a policy: what must happen within how much time.

    A target in words.
    """

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
        help="Working time stands still at night, on weekends, on holidays and on leave.",
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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: clocks of leads the user does not see hold on to the target as well
        if self.env['lead.sla'].sudo().search_count([('target_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("This target has been measured. Archive its policy to keep the history.")
            )

    def _starts_with_assignment(self, lead):
        """Tell whether the clock starts when a salesperson gets ``lead``."""
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
        is_working_day = self.unit == 'day' and self.time_base == 'working'
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
        is_working = self.time_base == 'working'
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
