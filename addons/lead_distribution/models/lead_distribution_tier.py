from odoo import api, fields, models
from odoo.addons.lead_qualification.models.lead_scorecard import GRADES
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..engine import Tier
from .counters import lock_counters

COUNTERS = ['deficit', 'floor_credit']


class LeadDistributionTier(models.Model):
    """A group of the reps of a rule, by what they have sold, and its share of the leads."""

    _name = 'lead.distribution.tier'
    _description = "Lead Distribution Tier"
    _order = 'rule_id, sequence, id'

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
