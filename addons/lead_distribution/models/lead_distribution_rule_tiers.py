import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

DEFAULT_TIERS = ((20, 50, 0), (50, 35, 10), (30, 15, 10))


class LeadDistributionRule(models.Model):
    """Top producers: who is in which tier, by what they sold."""

    _inherit = 'lead.distribution.rule'

    tier_ids = fields.One2many(
        'lead.distribution.tier',
        'rule_id',
        "Tiers",
        compute='_compute_tier_ids',
        store=True,
        readonly=False,
        copy=True,
    )
    tier_metric = fields.Selection(
        [
            ('won_revenue', "Won revenue"),
            ('won_count', "Won leads"),
            ('conversion', "Conversion (%)"),
        ],
        "Reps Are Ranked By",
        required=True,
        default='won_revenue',
        help="Of the leads closed in these days; if the rule has a sales team, those of the team.",
    )
    tier_days = fields.Integer("Over (days)", required=True, default=90)

    _check_tier_days = models.Constraint(
        'CHECK (tier_days > 0)', "Reps are ranked over one day at least."
    )

    @api.depends('method')
    def _compute_tier_ids(self):
        names = (self.env._("Top"), self.env._("Middle"), self.env._("Base"))
        for rule in self:
            if rule.method != 'top_producer' or rule.tier_ids:
                continue
            rule.tier_ids = [
                Command.create(
                    {
                        'name': name,
                        'sequence': place,
                        'rep_percent': reps,
                        'share': share,
                        'floor_share': floor,
                    }
                )
                for place, (name, (reps, share, floor)) in enumerate(
                    zip(names, DEFAULT_TIERS, strict=True)
                )
            ]

    @api.constrains('method', 'tier_ids')
    def _check_tiers(self):
        for rule in self.filtered(lambda rule: rule.method == 'top_producer'):
            if not rule.tier_ids:
                raise ValidationError(
                    self.env._("The rule %s needs a tier. Add one under Tiers.", rule.name)
                )
            share = sum(rule.tier_ids.mapped('share'))
            if abs(share - 100) > 0.05:
                raise ValidationError(
                    self.env._(
                        "The shares of the tiers of the rule %(rule)s add up to %(share)s %%. "
                        "They must add up to 100 %%.",
                        rule=rule.name,
                        share=round(share, 1),
                    )
                )
            if sum(rule.tier_ids.mapped('floor_share')) > 100:
                raise ValidationError(
                    self.env._(
                        "The rule %s guarantees its tiers more than 100 %% of the leads.", rule.name
                    )
                )

    @api.model
    def _cron_recompute_tiers(self):
        """Put the reps of all rules into the tiers that their results of late earn them."""
        self.search([('method', '=', 'top_producer')])._recompute_tiers()

    def _recompute_tiers(self):
        for rule in self.filtered('tier_ids'):
            results = rule._results()
            members = rule.member_ids
            for member in members:
                member.tier_result = results.get(member.user_id.id, 0.0)
            members.tier_date = fields.Date.context_today(self)
            ranked = (members.filtered(lambda member: not member.tier_pinned)).sorted(
                lambda member: (-member.tier_result, member.id)
            )
            for tier, reps in zip(rule.tier_ids, rule._cut(ranked), strict=True):
                reps.filtered(lambda rep, tier=tier: rep.tier_id != tier).with_context(
                    ranking_tiers=True
                ).tier_id = tier

    def _cut(self, ranked):
        """Return the ranked members tier by tier; the last tier has the rest."""
        parts, start, percent = [], 0, 0
        for tier in self.tier_ids:
            percent += tier.rep_percent
            end = min(math.ceil(len(ranked) * percent / 100 - 1e-9), len(ranked))
            if tier == self.tier_ids[-1]:
                end = len(ranked)
            parts.append(ranked[start:end])
            start = max(start, end)
        return parts

    def _results(self):
        """Return ``{user id: what the rule ranks by}`` of the leads its members closed of late."""
        domain = [
            ('user_id', 'in', self.member_ids.user_id.ids),
            ('date_closed', '>=', self.env.cr.now() - timedelta(days=self.tier_days)),
            ('won_status', 'in', ('won', 'lost')),
        ]
        if self.team_id:
            domain.append(('team_id', '=', self.team_id.id))
        # what the reps sold decides, also leads that whoever saves the rule may not read
        leads = self.env['crm.lead'].sudo().with_context(active_test=False)
        rows = leads._read_group(
            domain,
            ['user_id', 'won_status', 'company_id'],
            ['__count', 'expected_revenue:sum'],
        )
        won, closed, revenue = {}, {}, {}
        for user, status, company, count, amount in rows:
            closed[user.id] = closed.get(user.id, 0) + count
            if status == 'won':
                won[user.id] = won.get(user.id, 0) + count
                revenue[user.id] = revenue.get(user.id, 0) + self._in_own_currency(amount, company)
        if self.tier_metric == 'won_revenue':
            return revenue
        if self.tier_metric == 'won_count':
            return won
        return {user_id: 100 * won.get(user_id, 0) / count for user_id, count in closed.items()}

    def _in_own_currency(self, amount, company):
        own = self.company_id or self.env.company
        company = company or own
        return company.currency_id._convert(
            amount, own.currency_id, own, fields.Date.context_today(self)
        )
