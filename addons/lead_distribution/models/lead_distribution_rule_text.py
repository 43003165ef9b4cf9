from ast import literal_eval

from odoo import api, fields, models
from odoo.tools import format_datetime, format_list

SHOWN_MEMBERS = 5
WORDED_FIELDS = (
    'domain',
    'method',
    'active_from',
    'active_until',
    'keep_customer_owner',
    'keep_duplicate_owner',
    'member_source',
    'team_id',
    'member_ids.user_id',
    'member_ids.share',
    'tier_ids.name',
    'tier_ids.share',
    'tier_metric',
    'tier_days',
    'contact_user_id',
    'pool_id',
    'fallback',
    'fallback_rule_id',
    'fallback_pool_id',
    'fallback_user_id',
)


class LeadDistributionRule(models.Model):
    """A rule in words."""

    _inherit = 'lead.distribution.rule'

    explanation = fields.Text("In Words", compute='_compute_explanation')

    @api.depends(*WORDED_FIELDS)
    @api.depends_context('lang')
    def _compute_explanation(self):
        for rule in self:
            sentences = (
                rule._words_of_leads(),
                rule._words_of_owners(),
                rule._words_of_method(),
                rule._words_of_fallback(),
            )
            rule.explanation = " ".join(filter(None, sentences))

    def _words_of_leads(self):
        _ = self.env._
        try:
            filtered = bool(literal_eval(self.domain or '[]'))
        except (ValueError, SyntaxError):
            filtered = True
        sentence = _("Leads that match the filter.") if filtered else _("All leads.")
        if self.active_from:
            start = format_datetime(self.env, self.active_from)
            sentence += " " + _("From %s.", start)
        if self.active_until:
            sentence += " " + _("Until %s.", format_datetime(self.env, self.active_until))
        return sentence

    def _words_of_owners(self):
        _ = self.env._
        if self.keep_customer_owner and self.keep_duplicate_owner:
            return _("Known customers and duplicates stay with their salesperson.")
        if self.keep_customer_owner:
            return _("Known customers stay with their salesperson.")
        if self.keep_duplicate_owner:
            return _("Duplicates stay with their salesperson.")
        return ""

    def _words_of_method(self):
        _ = self.env._
        values = {
            'reps': self._words_of_members(),
            'tiers': format_list(
                self.env, [f"{tier.name} {tier.share:g} %" for tier in self.tier_ids]
            ),
            'metric': dict(self._fields['tier_metric']._description_selection(self.env)).get(
                self.tier_metric
            ),
            'days': self.tier_days,
            'user': self.contact_user_id.name or "…",
            'pool': self.pool_id.name or "…",
        }
        return {
            'round_robin': _("They are given in turn to %(reps)s.", **values),
            'load_balanced': _(
                "They go to whoever holds the fewest open leads: %(reps)s.", **values
            ),
            'top_producer': _(
                "Shares by tier: %(tiers)s. Reps are ranked each night by %(metric)s over "
                "%(days)s days, and take turns within their tier.",
                **values,
            ),
            'territory': _(
                "They go to the reps of their territory, in turn, and to those who help out when "
                "these cannot take them."
            ),
            'single_contact': _("%(user)s receives them all and hands them out.", **values),
            'pool': _("They lie in the pool %(pool)s until somebody claims them.", **values),
        }.get(self.method, "")

    def _words_of_members(self):
        _ = self.env._
        members = self.member_ids.filtered('user_id')
        words = [f"{member.user_id.name} {member.share:.0f} %" for member in members]
        if len(words) > SHOWN_MEMBERS:
            more = len(words) - SHOWN_MEMBERS + 1
            words = [*words[: SHOWN_MEMBERS - 1], _("%s others", more)]
        reps = format_list(self.env, words) if words else ""
        if self._follows_team():
            return _("the team %(team)s (%(reps)s)", team=self.team_id.name or "…", reps=reps)
        return reps or _("nobody yet")

    def _words_of_fallback(self):
        if self.method == 'pool':
            return ""
        _ = self.env._
        if self.fallback == 'next_rule' and self.fallback_rule_id:
            return _("If nobody is eligible, the rule %s takes over.", self.fallback_rule_id.name)
        return {
            'wait': _("If nobody is eligible, they wait and are tried again."),
            'next_rule': _("If nobody is eligible, the next rule that matches takes over."),
            'pool': _(
                "If nobody is eligible, they go to the pool %s.", self.fallback_pool_id.name or "…"
            ),
            'person': _("If nobody is eligible, %s gets them.", self.fallback_user_id.name or "…"),
        }.get(self.fallback, "")
