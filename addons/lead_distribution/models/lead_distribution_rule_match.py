import logging
from ast import literal_eval
from datetime import timedelta

from odoo import api, models, tools
from odoo.fields import Domain

from .collisions import COLLISIONS

# limits with room again after midnight
RENEWED_LIMITS = ('daily_cap', 'weekly_cap', 'team_cap', 'tier_cap', 'surge')

_logger = logging.getLogger(__name__)


class LeadDistributionRule(models.Model):
    """Which leads a rule is for."""

    _inherit = 'lead.distribution.rule'

    def _in_use(self):
        """Return the model or rules so that nothing archived works, whatever the context says."""
        return self.with_context(active_test=True)

    @api.model
    @tools.ormcache()
    def _company_ids_with_rules(self):
        """Return the ids of companies that have an active rule; False stands for a rule for all."""
        # which companies use rules is no secret, and everybody who creates a lead needs it
        rules = self.sudo()._in_use().search([])
        return frozenset(rules.mapped(lambda rule: rule.company_id.id))

    @api.model
    @tools.ormcache()
    def _is_set_up(self):
        """Tell whether anybody has made a rule, archived ones included."""
        # whether there are rules is no secret, and every write of an owner needs it
        return bool(self.sudo().with_context(active_test=False).search_count([], limit=1))

    @api.model
    def _covers(self, company_id):
        """Tell whether leads of a company are distributed by rules."""
        companies = self._company_ids_with_rules()
        return bool(companies) and (not company_id or False in companies or company_id in companies)

    def _lead_domain(self):
        """Return the rule's filter as a Domain."""
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or '[]'))
        if self.company_id:
            domain &= Domain('company_id', 'in', [self.company_id.id, False])
        return domain

    def _match(self, leads):
        """Return ``{lead id: [rule ids]}`` in the order of the rules, one query per rule.

        A rule whose filter does not work matches nothing and says so; the others go on.
        """
        matches = {lead_id: [] for lead_id in leads.ids}
        for rule in self.filtered(lambda rule: rule._is_running()):
            for lead_id in rule._matching_ids(leads):
                matches[lead_id].append(rule.id)
        return matches

    def _matching_ids(self, leads):
        try:
            with self.env.cr.savepoint():
                domain = self._lead_domain() & Domain('id', 'in', leads.ids)
                return leads.search(domain, order='id').ids
        except COLLISIONS:
            raise
        except Exception as error:  # a broken filter must not stop the other rules
            _logger.exception("The filter of distribution rule %s failed", self.id)
            self._report_problem(str(error))
            return []

    def _report_problem(self, message):
        if self.error_message != message:
            self.error_message = message

    def _is_running(self):
        """Tell whether the rule takes leads just now."""
        return self.active and self._is_in_period()

    def _is_in_period(self):
        now = self.env.cr.now()
        return (not self.active_from or self.active_from <= now) and (
            not self.active_until or now < self.active_until
        )

    @api.model
    def _next_start(self):
        """Return when the next rule begins to be active, or False."""
        domain = [('active_from', '>', self.env.cr.now())]
        return self._in_use().search(domain, order='active_from', limit=1).active_from

    def _next_try_at(self, exclusions):
        """Return when leads that wait for this rule are tried again."""
        now = self.env.cr.now().replace(microsecond=0)
        moment = now + timedelta(minutes=max(self.retry_minutes, 1))
        return min(moment, self._next_midnight(exclusions) or moment)

    def _next_midnight(self, exclusions):
        """Return the next midnight of a rep whom only a limit of the day or week excludes."""
        full = {one.user_id for one in exclusions if one.key in RENEWED_LIMITS}
        users = self.env['res.users'].browse(full)
        return min((user._lead_midnight(days=1) for user in users), default=None)
