import logging
from ast import literal_eval
from contextlib import suppress
from dataclasses import replace

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...engine import FILTERS, METHODS, Rule
from ...tools.batches import COLLISIONS
from ...tools.engine_words import FILTER_WORDS, METHOD_WORDS
from ..crm_lead import PROTECTED_FIELDS

# limits with room again after midnight
RENEWED_LIMITS = ('daily_cap', 'weekly_cap', 'team_cap', 'tier_cap', 'surge')

_logger = logging.getLogger(__name__)

OWN_FILTERS = {key: replace(one, **FILTER_WORDS[key]) for key, one in FILTERS.items()}
OWN_METHODS = {key: replace(one, **METHOD_WORDS[key]) for key, one in METHODS.items()}


class LeadDistributionRule(models.Model):
    """Which leads a rule is for, rules as the engine wants them, and where others add to them."""

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

    @api.model
    @tools.ormcache()
    def _asked_fields(self):
        """Return the names of the fields of leads that decide which rule gets one."""
        asked = {'company_id', 'country_id', 'state_id', 'zip', 'city', 'lead_grade'}
        asked |= {path[0] for path in self._asked_paths()}
        return frozenset(asked - PROTECTED_FIELDS)

    @api.model
    @tools.ormcache()
    def _asked_of_customers(self):
        """Return the names of the fields of contacts that decide which rule gets their leads."""
        return frozenset(
            path[1] for path in self._asked_paths() if path[0] == 'partner_id' and path[1:]
        )

    @api.model
    def _asked_paths(self):
        """Return the paths that the filters of all rules read, e.g. ``['partner_id', 'zip']``."""
        paths = []
        for rule in self.sudo()._in_use().search([]):
            with suppress(ValueError, SyntaxError, TypeError):  # the rule says so itself
                conditions = Domain(literal_eval(rule.domain or '[]')).iter_conditions()
                paths += [condition.field_expr.split('.') for condition in conditions]
        return paths

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
        for rule in self:
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

    @api.model
    def _running(self):
        """Return the rules that take leads just now, in their order."""
        return self._in_use().search([]).filtered(lambda rule: rule._is_running())

    def _is_running(self):
        """Tell whether the rule takes leads just now."""
        now = self.env.cr.now()
        has_begun = not self.active_from or self.active_from <= now
        return self.active and has_begun and (not self.active_until or now < self.active_until)

    @api.model
    def _next_start(self):
        """Return when the next rule begins to be active, or False."""
        domain = [('active_from', '>', self.env.cr.now())]
        return self._in_use().search(domain, order='active_from', limit=1).active_from

    def _next_midnight(self, exclusions):
        """Return the next midnight of a rep whom only a limit of the day or week excludes."""
        full = {one.user_id for one in exclusions if one.key in RENEWED_LIMITS}
        users = self.env['res.users'].browse(full)
        return min((user._lead_midnight(days=1) for user in users), default=None)

    def _with_fallbacks(self):
        """Return the rules and those they name as their fallback, if these are active."""
        rules = step = self
        while step := step._named_fallback() - rules:
            rules |= step
        return rules

    def _named_fallback(self, among=None):
        named = self.filtered(lambda rule: rule.fallback == 'next_rule').fallback_rule_id
        if among is None:
            return named.filtered(lambda rule: rule._is_running())
        return named & among

    def _engine_places(self, known, among):
        """Return ``{id: Rule}`` for the engine, without who is there just now."""
        teams = (self._candidate_users() | known)._lead_facts()
        none = territories = self.env['lead.territory']
        if 'territory' in self.mapped('method'):
            territories = none.search([])
        return {
            rule.id: replace(
                rule._engine_rule(
                    teams, territories if rule.method == 'territory' else none, among
                ),
                people=tuple(rule._person(user, teams) for user in known),
            )
            for rule in self
        }

    def _engine_rule(self, teams, territories, among):
        has_tiers, extra = self.method == 'top_producer', self._engine_extra()
        return Rule(
            self.id,
            self.method,
            tuple(
                member._candidate(extra, **teams[member.user_id.id]) for member in self.member_ids
            ),
            pool_id=self.pool_id.id if self.pool_id.active else 0,
            fallback=self.fallback,
            fallback_pool_id=self.fallback_pool_id.id if self.fallback_pool_id.active else 0,
            fallback_candidate=self._person(self.fallback_user_id, teams),
            fallback_rule_id=self._named_fallback(among).id,
            tiers=tuple(tier._engine_tier() for tier in self.tier_ids) if has_tiers else (),
            territories=self._own(territories)._engine_territories(),
            contact=self._person(self.contact_user_id, teams),
            keep_customer_owner=self.keep_customer_owner,
            keep_duplicate_owner=self.keep_duplicate_owner,
            extra=extra,
        )

    def _person(self, user, teams):
        """Return one user as a candidate of the rule, or None."""
        if not user:
            return None
        return user._lead_candidate(
            team_id=self.team_id.id, rule_extra=self._engine_extra(), **teams[user.id]
        )

    def _own(self, territories):
        """Return the territories that the rule's company uses."""
        return territories.filtered(
            lambda territory: (
                not (self.company_id and territory.company_id)
                or territory.company_id == self.company_id
            )
        )

    def _candidate_users(self):
        """Return everybody these rules could give a lead to, and who stands in for them."""
        users = self.member_ids.user_id | self.fallback_user_id | self.contact_user_id
        return users | users.lead_backup_id

    has_members = fields.Boolean(compute='_compute_has_members')

    @api.model
    def _distribution_methods(self):
        """Return ``{method: engine.Method}``, with the words that say why a lead was given.

        Override it, add to what ``super()`` returns, and give ``method`` the choice by
        ``selection_add``.
        """
        return dict(OWN_METHODS)

    @api.model
    def _eligibility_filters(self):
        """Return ``{key: engine.Filter}`` in the order they are asked: the first one excludes.

        Override it and add to what ``super()`` returns, or replace one there; leave out none.
        """
        return dict(OWN_FILTERS)

    @api.model
    def _engine_seams(self):
        """Return what the engine's counters start with beside numbers."""
        filters = self._eligibility_filters()
        # the grade of a tier excludes only those whom nothing else does, see engine.filters
        filters['tier_grade'] = filters.pop('tier_grade')
        return {'methods': self._distribution_methods(), 'filters': filters}

    @api.depends('method')
    def _compute_has_members(self):
        methods = self._distribution_methods()
        for rule in self:
            rule.has_members = rule.method in methods and methods[rule.method].has_members

    def _engine_extra(self):
        """Return ``{name: value}`` that filters and methods find on this rule and its candidates.

        Override it for a field of the rule. It is called for each rule of a run: read fields,
        which are fetched for all rules at once, and search nothing.
        """
        self.ensure_one()
        return {}
