from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.absence import moves_of_absent
from ...tools.batches import lock_counters
from ..assignment.lead_assignment import CREDITED_REASONS
from .lead_limit_mixin import CAPS

COUNTERS = ['deficit', 'turn', 'last_assigned_at', 'assigned_count']


class LeadDistributionMember(models.Model):
    """A rep's place in a rule: his weight, his limits and his turn.

    The places of absent members, moved on by the return policy of their rule.
    """

    _name = 'lead.distribution.member'
    _description = "Lead Distribution Member"
    _inherit = ['lead.limit.mixin', 'lead.shared.mixin']
    _order = 'rule_id, id'
    _rec_name = 'user_id'
    _company_path = 'rule_id.company_id'

    active = fields.Boolean(default=True)  # who leaves the team of the rule keeps his place
    rule_id = fields.Many2one(
        'lead.distribution.rule', required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='rule_id.company_id')
    user_id = fields.Many2one(
        'res.users',
        "Salesperson",
        required=True,
        index=True,
        ondelete='cascade',
        domain=[('share', '=', False)],
    )
    weight = fields.Integer(
        default=1,
        required=True,
        help="With a weight of 2 a rep gets two leads for every one of weight 1.",
    )
    share = fields.Float("Share (%)", compute='_compute_share', digits=(5, 1))
    tier_id = fields.Many2one(
        'lead.distribution.tier',
        "Tier",
        index='btree_not_null',
        copy=False,  # a tier of the rule that is copied is none of the copy's
        domain="[('rule_id', '=', rule_id)]",
        ondelete='set null',
    )
    tier_pinned = fields.Boolean(
        "Pinned",
        copy=False,
        help="The rep stays in this tier, whatever he sells. Set when you choose it.",
    )
    tier_result = fields.Float(
        "Result",
        readonly=True,
        copy=False,
        # what a rep sold is not for his colleagues
        groups='sales_team.group_sale_manager',
        help="What the tiers of the rule rank the rep by.",
    )
    tier_date = fields.Date(
        "Ranked On", readonly=True, copy=False, groups='sales_team.group_sale_manager'
    )
    # full precision: the fairness of the rule rests on sums of 1/weight
    deficit = fields.Float(digits=0, readonly=True, copy=False)
    turn = fields.Integer(readonly=True, copy=False)
    last_assigned_at = fields.Datetime("Last Lead", readonly=True, copy=False)
    assigned_count = fields.Integer("Leads Given", readonly=True, copy=False)

    _rule_user_uniq = models.Constraint(
        'UNIQUE (rule_id, user_id)',
        "A salesperson can be in a rule only once. Give a weight instead.",
    )
    _check_weight = models.Constraint(
        'CHECK (weight > 0)',
        "The weight must be 1 or more. Remove a member who should get nothing.",
    )

    @api.depends(
        'weight',
        'tier_id.share',
        'rule_id.method',
        'rule_id.member_ids.weight',
        'rule_id.member_ids.tier_id',
        'rule_id.tier_ids.share',
    )
    def _compute_share(self):
        for member in self:
            peers, share = member.rule_id.member_ids, 100
            if member.rule_id.method == 'top_producer':
                by_tier = peers.grouped(lambda peer: peer._own_tier())
                tier = member._own_tier()
                peers = by_tier.get(tier, member)
                # a tier without reps leaves its share to the others
                share = 100 * tier.share / (sum(one.share for one in by_tier) or 1)
            total = sum(peers.mapped('weight'))
            member.share = share * member.weight / total if total > 0 else 0

    @api.constrains('tier_id', 'rule_id')
    def _check_tier(self):
        if any(member.tier_id and member.tier_id.rule_id != member.rule_id for member in self):
            raise ValidationError(self.env._("A member's tier must be one of his own rule."))

    @api.constrains('user_id', 'rule_id')
    def _check_user(self):
        for member in self:
            company = member.rule_id.company_id
            # the companies of users are not everybody's to read; only the sentence gets out
            if company and company not in member.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be in the rule %(rule)s without working for %(company)s.",
                        user=member.user_id.name,
                        rule=member.rule_id.name,
                        company=company.name,
                    )
                )
            if member.user_id.share:
                raise ValidationError(
                    self.env._("%s is no internal user and cannot get leads.", member.user_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._catch_up()
        self.env['crm.lead']._retry_distribution()
        return members

    def write(self, vals):
        if 'tier_id' in vals and not self.env.context.get('ranking_tiers'):
            # who chooses a tier by hand wants it to last longer than a night
            vals = {'tier_pinned': bool(vals['tier_id']), **vals}
        stints = self._stints_before(vals)
        res = super().write(vals)
        stints._give_back_on_team_change()
        if vals.keys() & {'active', 'user_id', 'weight', 'tier_id', *CAPS}:
            self.env['crm.lead']._retry_distribution()
        return res

    def _catch_up(self):
        """Take a place no better than that of the others, so that nobody is flooded on coming."""
        for member in self:
            others = member.rule_id.member_ids.filtered(
                lambda other, member=member: other not in self and other._is_in_turn()
            )
            floor = min(others.mapped('deficit'), default=member.deficit)
            if member.deficit < floor:
                member.deficit = floor

    def _is_in_turn(self):
        return self.user_id.active and self.user_id.lead_available

    def _own_tier(self):
        """Return the tier of the member; who is in none yet is in the last."""
        return self.tier_id or self.rule_id.tier_ids[-1:]

    def _candidate(self, rule_extra=None, **values):
        """Return the member as the engine wants it.

        :param rule_extra: what the rule's own filters and methods find on its candidates
        """
        self.ensure_one()
        rule = self.rule_id
        if rule.method == 'top_producer':
            values |= self._own_tier()._limits()
        elif rule.method == 'territory':
            values['territory_ids'] = frozenset(self.user_id.lead_territory_ids.ids)
        return self.user_id._lead_candidate(
            id=self.id,
            weight=self.weight,
            deficit=self.deficit,
            turn=self.turn,
            team_id=rule.team_id.id,
            rule_extra=rule_extra or {},
            **self._limits(),
            **values,
        )

    def _lock(self):
        lock_counters(self, COUNTERS)

    @api.model
    def _book(self, decisions):
        """Move the counters on by what these decisions of the engine booked."""
        moves = {}
        for decision in decisions:
            if decision.member_id:
                leads, booked, _turn = moves.get(decision.member_id, (0, 0.0, 0))
                moves[decision.member_id] = (leads + 1, booked + decision.booked, decision.turn)
        self._move(moves)

    @api.model
    def _credit(self, assignments):
        """Give back what taken-back assignments had booked."""
        moves = {}
        for assignment in assignments.filtered('member_id'):
            _leads, booked, _turn = moves.get(assignment.member_id.id, (0, 0.0, 0))
            moves[assignment.member_id.id] = (0, booked - assignment.booked, 0)
        self._move(moves)

    def _move_to_front(self):
        """Make these members the next of their rules, whatever they got before."""
        for member in self:
            others = member.rule_id.member_ids - member
            member.rule_id.member_ids._lock()
            member.write(
                {
                    'deficit': min([member.deficit, *others.mapped('deficit')]),
                    'turn': min([member.turn, *others.mapped('turn')]) - 1,
                }
            )

    @api.model
    def _move(self, moves):
        """Add ``{member id: (leads, deficit, last turn)}`` to the counters, in one statement."""
        for rule in self.browse(moves).rule_id:
            moves = rule.member_ids._with_moves_of_absent(rule, moves)
        if not moves:
            return
        rows = SQL(', ').join(
            SQL('(%s, %s, %s, %s)', member_id, *moves[member_id]) for member_id in sorted(moves)
        )
        members = self.browse(moves)
        members.flush_recordset()
        self.env.execute_query(
            SQL(
                """
                UPDATE lead_distribution_member AS member
                   SET deficit = COALESCE(member.deficit, 0) + moved.deficit,
                       assigned_count = COALESCE(member.assigned_count, 0) + moved.leads,
                       turn = GREATEST(member.turn, moved.turn),
                       last_assigned_at = CASE WHEN moved.leads > 0 THEN %s
                           ELSE member.last_assigned_at END
                  FROM (VALUES %s) AS moved (id, leads, deficit, turn)
                 WHERE moved.id = member.id
             RETURNING member.id
                """,
                self.env.cr.now(),
                rows,
            )
        )
        members.invalidate_recordset(COUNTERS)

    def unlink(self):
        stints = self._open_stints()
        res = super().unlink()
        stints._give_back_on_team_change()
        return res

    def _open_stints(self):
        """Return what these members were given here and still have."""
        if not self:
            return self.env['lead.assignment']
        # whoever may change the rule moves its leads, also those he may not read
        stints = self.env['lead.assignment'].sudo()
        return stints._open_of(self.user_id, Domain('member_id', 'in', self.ids))

    def _with_moves_of_absent(self, rule, moves):
        """Return the moves together with those of the members who are not there now."""
        if rule.return_policy == 'none':
            return moves
        places = {member.id: (member.deficit, member.weight) for member in self}
        booked = {member_id: move[1] for member_id, move in moves.items()}
        present = rule._present_member_ids()
        extra = moves_of_absent(rule.return_policy, rule.catch_up_leads, places, booked, present)
        floors = self._booked_sums([key for key, move in extra.items() if move < 0])
        moves = dict(moves)
        for member_id, move in extra.items():
            leads, own, turn = moves.get(member_id, (0, 0.0, 0))
            # a place never falls behind what the member has really got
            lowest = min(floors.get(member_id, 0) - places[member_id][0] - own, 0)
            moves[member_id] = (leads, own + max(move, lowest), turn)
        return moves

    @api.model
    def _booked_sums(self, member_ids):
        """Return ``{member id: what the leads the member got count}``, without those taken back."""
        if not member_ids:
            return {}
        # rights do not change what a rep was given
        rows = (
            self.env['lead.assignment']
            .sudo()
            ._read_group(
                [
                    ('member_id', 'in', member_ids),
                    '|',
                    ('release_reason', '=', False),
                    ('release_reason', 'not in', CREDITED_REASONS),
                ],
                ['member_id'],
                ['booked:sum'],
            )
        )
        return {member.id: booked for member, booked in rows}

    def _stints_before(self, vals):
        """Return what members who leave their places by this write were given there."""
        if 'user_id' not in vals:
            return self.env['lead.assignment']
        return self.filtered(lambda member: member.user_id.id != vals['user_id'])._open_stints()
