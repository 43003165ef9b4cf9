from odoo import models


class LeadSlaTarget(models.Model):
    """A target in words."""

    _inherit = 'lead.sla.target'

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
