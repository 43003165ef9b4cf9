from dataclasses import replace

from odoo import models

from ..engine import Rule


class LeadDistributionRule(models.Model):
    """Rules as the engine wants them."""

    _inherit = 'lead.distribution.rule'

    def _with_fallbacks(self):
        """Return the rules and those they name as their fallback, if these are active."""
        rules = step = self
        while step := step._named_fallback() - rules:
            rules |= step
        return rules

    def _named_fallback(self):
        return self.filtered(lambda rule: rule.fallback == 'next_rule').fallback_rule_id.filtered(
            lambda rule: rule._is_running()
        )

    def _engine_rules(self, known):
        """Return ``{id: Rule}`` for the engine.

        :param known: users who are no members, but know customers
        """
        teams = (self._candidate_users() | known)._lead_teams()
        none = territories = self.env['lead.territory']
        if 'territory' in self.mapped('method'):
            territories = none.search([])
        return {
            rule.id: replace(
                rule._engine_rule(teams, territories if rule.method == 'territory' else none),
                people=tuple(rule._person(user, teams) for user in known),
            )
            for rule in self
        }

    def _engine_rule(self, teams, territories):
        has_tiers = self.method == 'top_producer'
        return Rule(
            self.id,
            self.method,
            tuple(
                member._candidate(**teams.get(member.user_id.id, {})) for member in self.member_ids
            ),
            pool_id=self.pool_id.id if self.pool_id.active else 0,
            fallback=self.fallback,
            fallback_pool_id=self.fallback_pool_id.id if self.fallback_pool_id.active else 0,
            fallback_candidate=self._person(self.fallback_user_id, teams),
            fallback_rule_id=self._named_fallback().id,
            tiers=tuple(tier._engine_tier() for tier in self.tier_ids) if has_tiers else (),
            territories=self._own(territories)._engine_territories(),
            contact=self._person(self.contact_user_id, teams),
            keep_customer_owner=self.keep_customer_owner,
            keep_duplicate_owner=self.keep_duplicate_owner,
        )

    def _person(self, user, teams):
        """Return one user as a candidate of the rule, or None."""
        if not user:
            return None
        return user._lead_candidate(team_id=self.team_id.id, **teams.get(user.id, {}))

    def _own(self, territories):
        """Return the territories that the rule's company uses."""
        return territories.filtered(
            lambda territory: (
                not (self.company_id and territory.company_id)
                or territory.company_id == self.company_id
            )
        )

    def _candidate_users(self):
        """Return everybody these rules could give a lead to."""
        return self.member_ids.user_id | self.fallback_user_id | self.contact_user_id
