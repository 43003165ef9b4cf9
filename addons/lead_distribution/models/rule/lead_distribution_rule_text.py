from ast import literal_eval

from odoo import api, fields, models
from odoo.tools import format_datetime, format_list

from ...tools.engine_words import in_words
from ...tools.words import domain_words

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


def _percent(name, share):
    return f"{name} {share:.3g}\N{NO-BREAK SPACE}%"


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
        try:
            domain = literal_eval(self.domain or '[]')
        except (ValueError, SyntaxError):
            domain = None
        if domain == []:
            sentence = self.env._("All leads.")
        elif words := domain and domain_words(self.env['crm.lead'], domain):
            sentence = self.env._("Leads with %s.", words)
        else:
            sentence = self.env._("Leads that match the filter.")
        if self.active_from:
            start = format_datetime(self.env, self.active_from)
            sentence += " " + self.env._("From %s.", start)
        if self.active_until:
            sentence += " " + self.env._("Until %s.", format_datetime(self.env, self.active_until))
        return sentence

    def _words_of_owners(self):
        if self.keep_customer_owner and self.keep_duplicate_owner:
            return self.env._("Known customers and duplicates stay with their salesperson.")
        if self.keep_customer_owner:
            return self.env._("Known customers stay with their salesperson.")
        if self.keep_duplicate_owner:
            return self.env._("Duplicates stay with their salesperson.")
        return ""

    def _words_of_method(self):
        values = {
            'reps': self._words_of_members(),
            'tiers': format_list(
                self.env,
                [_percent(tier.name, tier.share) for tier in self.tier_ids],
            ),
            'metric': dict(self._fields['tier_metric']._description_selection(self.env)).get(
                self.tier_metric
            ),
            'days': self.tier_days,
            'user': self.contact_user_id.name or "…",
            'pool': self.pool_id.name or "…",
        }
        if self.method == 'pool':
            return self.env._("They lie in the pool %(pool)s until somebody claims them.", **values)
        method = self._distribution_methods().get(self.method)
        if method and method.explanation:
            return in_words(self.env, method.explanation, **values)
        return dict(self._fields['method']._description_selection(self.env)).get(self.method, "")

    def _words_of_members(self):
        members = self.member_ids.filtered('user_id')
        words = [
            f"{member.user_id.name} {member.share:.0f}\N{NO-BREAK SPACE}%" for member in members
        ]
        if len(words) > SHOWN_MEMBERS:
            more = len(words) - SHOWN_MEMBERS + 1
            words = [*words[: SHOWN_MEMBERS - 1], self.env._("%s others", more)]
        reps = format_list(self.env, words) if words else ""
        if self._follows_team():
            return self.env._(
                "the team %(team)s (%(reps)s)", team=self.team_id.name or "…", reps=reps
            )
        return reps or self.env._("nobody yet")

    def _words_of_fallback(self):
        if self.method == 'pool':
            return ""
        if self.fallback == 'next_rule' and self.fallback_rule_id:
            return self.env._(
                "If nobody is eligible, the rule %s takes over.", self.fallback_rule_id.name
            )
        return {
            'wait': self.env._("If nobody is eligible, they wait and are tried again."),
            'next_rule': self.env._(
                "If nobody is eligible, the next rule that matches takes over."
            ),
            'pool': self.env._(
                "If nobody is eligible, they go to the pool %s.", self.fallback_pool_id.name or "…"
            ),
            'person': self.env._(
                "If nobody is eligible, %s gets them.", self.fallback_user_id.name or "…"
            ),
        }.get(self.fallback, "")
