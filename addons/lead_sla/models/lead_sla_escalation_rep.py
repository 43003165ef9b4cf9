from datetime import timedelta

from odoo import models


class LeadSlaEscalation(models.Model):
    """Steps that concern a salesperson who misses again and again."""

    _inherit = 'lead.sla.escalation'

    def _run_lower_cap(self, clocks):
        """Give who misses too often fewer leads for some days."""
        due = self._filter_repeated(clocks)
        until = self.env.cr.now() + timedelta(days=self.days)
        self.env['lead.limit.cut']._lower(due.user_id, self, until)
        return self._tell_rep(clocks, due, 'lowered', until)

    def _run_set_away(self, clocks):
        """Give who misses too often no leads for some days."""
        due = self._filter_repeated(clocks)
        until = self.env.cr.now().replace(microsecond=0) + timedelta(days=self.days)
        # who is away for longer, or until he says so himself, is not brought back by this
        here = due.user_id.filtered(
            lambda user: (
                user.lead_presence != 'away'
                or (user.lead_presence_until and user.lead_presence_until < until)
            )
        )
        if here:
            here.write({'lead_presence': 'away', 'lead_presence_until': until})
        return self._tell_rep(clocks, due, 'away', until)

    def _count_misses(self, clocks):
        """Return how many deadlines each of these salespeople has missed lately."""
        return dict(
            self.env['lead.sla']._read_group(
                [
                    ('user_id', 'in', clocks.user_id.ids),
                    ('state', '=', 'missed'),
                    ('deadline', '>=', self.env.cr.now() - timedelta(days=self.miss_days)),
                ],
                ['user_id'],
                ['__count'],
            )
        )

    def _filter_repeated(self, clocks):
        counts = self._count_misses(clocks)
        return clocks.filtered(lambda clock: counts.get(clock.user_id, 0) >= self.misses)

    def _tell_rep(self, clocks, due, outcome, until):
        counts = self._count_misses(clocks)
        return {
            clock: (
                outcome if clock in due else 'spared',
                {
                    'misses': counts.get(clock.user_id, 0),
                    'days': self.miss_days,
                    'until': clock._tell_time(until, clock.user_id),
                    'limit': self._tell_limit(clock.user_id),
                },
            )
            for clock in clocks
        }

    def _tell_limit(self, user):
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
