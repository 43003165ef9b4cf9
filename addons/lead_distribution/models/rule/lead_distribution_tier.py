from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.lead_qualification.models.scorecard.lead_scorecard import GRADES
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ...engine import Tier
from ...tools.batches import lock_counters

COUNTERS = ['deficit', 'floor_credit']

DEFAULT_TIERS = ((20, 50, 0), (50, 35, 10), (30, 15, 10))


class LeadDistributionTier(models.Model):
    """A group of the reps of a rule, by what they have sold, and its share of the leads."""

    _name = 'lead.distribution.tier'
    _inherit = ['lead.shared.mixin']
    _description = "Lead Distribution Tier"
    _order = 'rule_id, sequence, id'
    _company_path = 'rule_id.company_id'

    rule_id = fields.Many2one(
        'lead.distribution.rule', required=True, index=True, ondelete='cascade'
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    rep_percent = fields.Float(
        "Reps (%)",
        digits=(5, 1),
        help="How many of the reps are in this tier, from the best down. The last tier has the "
        "rest.",
    )
    share = fields.Float(
        "Share (%)", digits=(5, 1), help="How many of the leads this tier gets while it can."
    )
    floor_share = fields.Float(
        "Guaranteed (%)",
        digits=(5, 1),
        help="Of the leads that this tier could take, it gets at least so many, whatever the "
        "others are owed.",
    )
    min_grade = fields.Selection(
        GRADES,
        "Minimum Grade",
        help="The tier gets no lead of a lower grade, and none without a grade.",
    )
    daily_cap = fields.Integer(
        "Leads a Day per Rep", help="Keeps these reps from drowning, empty for no limit."
    )
    open_cap = fields.Integer(
        "Open Leads per Rep", help="Keeps these reps from drowning, empty for no limit."
    )
    member_ids = fields.One2many('lead.distribution.member', 'tier_id', "Members")
    # full precision, as for members
    deficit = fields.Float(digits=0, readonly=True, copy=False)
    floor_credit = fields.Float(digits=0, readonly=True, copy=False)

    @api.constrains('rep_percent', 'share', 'floor_share', 'daily_cap', 'open_cap')
    def _check_numbers(self):
        for tier in self:
            for name in ('rep_percent', 'share', 'floor_share'):
                if not 0 <= tier[name] <= 100:
                    raise ValidationError(
                        self.env._(
                            '"%(field)s" of the tier %(tier)s must be between 0 and 100.',
                            field=tier._fields[name]._description_string(self.env),
                            tier=tier.name,
                        )
                    )
            if tier.daily_cap < 0 or tier.open_cap < 0:
                raise ValidationError(
                    self.env._(
                        "The limits of the tier %s cannot be negative. Leave them empty for "
                        "no limit.",
                        tier.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        for rule, added in tiers.grouped('rule_id').items():
            # a new tier is not flooded with what it did not get before it was there
            others = rule.tier_ids - added
            added.deficit = min(others.mapped('deficit'), default=0)
        return tiers

    def _engine_tier(self):
        return Tier(self.id, self.share, self.floor_share, self.deficit, self.floor_credit)

    def _limits(self):
        """Return what the tier adds to its reps as candidates of the engine."""
        return {
            'tier_id': self.id,
            'tier_min_grade': self.min_grade or '',
            'tier_daily_cap': self.daily_cap,
            'tier_open_cap': self.open_cap,
        }

    def _lock(self):
        lock_counters(self, COUNTERS)

    @api.model
    def _book(self, decisions):
        """Move the counters on by what these decisions of the engine booked."""
        self._move(move for decision in decisions for move in decision.tier_moves)

    @api.model
    def _credit(self, assignments):
        """Give back what taken-back assignments had booked."""
        self._move((row.tier_id.id, -row.tier_booked, 0.0) for row in assignments if row.tier_id)

    @api.model
    def _move(self, moves):
        """Add triples of tier id, deficit and floor credit to the counters, in one statement."""
        sums = {}
        for tier_id, deficit, credit in moves:
            old_deficit, old_credit = sums.get(tier_id, (0.0, 0.0))
            sums[tier_id] = (old_deficit + deficit, old_credit + credit)
        if not sums:
            return
        tiers = self.browse(sums)
        tiers.flush_recordset()
        rows = SQL(', ').join(SQL('(%s, %s, %s)', key, *sums[key]) for key in sorted(sums))
        self.env.execute_query(
            SQL(
                """
                UPDATE lead_distribution_tier AS tier
                   SET deficit = COALESCE(tier.deficit, 0) + moved.deficit,
                       floor_credit = COALESCE(tier.floor_credit, 0) + moved.credit
                  FROM (VALUES %s) AS moved (id, deficit, credit)
                 WHERE moved.id = tier.id
             RETURNING tier.id
                """,
                rows,
            )
        )
        tiers.invalidate_recordset(COUNTERS)


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
        """Return the ranked members tier by tier.

        The last tier has the rest, and none is empty while there are enough reps.
        """
        parts, start, percent = [], 0, 0
        for later, tier in zip(range(len(self.tier_ids) - 1, -1, -1), self.tier_ids, strict=True):
            percent += tier.rep_percent
            end = max(round(len(ranked) * percent / 100), start + 1) if later else len(ranked)
            end = min(end, max(len(ranked) - later, start + 1))
            parts.append(ranked[start:end])
            start = end
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
