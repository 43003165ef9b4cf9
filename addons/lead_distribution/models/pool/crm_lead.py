from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..crm_lead import STAY

PLACE_FIELDS = (
    'pool_id',
    'pool_segment_id',
    'pool_opened',
    'pool_open_step_id',
    'pool_seniors_only',
)

# how the leads of a pool are ordered; indexes on crm_lead follow these
ORDERS = {
    'grade': 'lead_grade, lead_score DESC, priority DESC, pooled_at, id',
    'score': 'lead_score DESC, priority DESC, pooled_at, id',
    'age': 'pooled_at, id',
}

# who may claim a lead is the same for all in one place
PLACE = (
    'COALESCE(company_id, 0), COALESCE(pool_segment_id, 0), COALESCE(pool_opened, false), '
    'COALESCE(pool_open_step_id, 0), COALESCE(pool_seniors_only, false)'
)


class CrmLead(models.Model):
    """The stay of a lead in a pool: since when, in which segment, for whom, and what comes next."""

    _inherit = 'crm.lead'

    pool_segment_id = fields.Many2one(
        'lead.pool.segment',
        "Segment",
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
    )
    pooled_at = fields.Datetime("In the Pool Since", readonly=True, copy=False)
    pool_segment_at = fields.Datetime("In the Segment Since", readonly=True, copy=False)
    pool_opened = fields.Boolean("Opened to the Next Teams", readonly=True, copy=False)
    pool_open_step_id = fields.Many2one(
        'lead.pool.step',
        "Opened By",
        readonly=True,
        copy=False,
        index='btree_not_null',
        ondelete='set null',
        help="The last step that opened the lead to more teams.",
    )
    pool_seniors_only = fields.Boolean("For Seniors Only", readonly=True, copy=False)
    pool_next_at = fields.Datetime(
        "Next Step of the Pool", readonly=True, copy=False, index='btree_not_null'
    )
    pool_log_ids = fields.One2many('lead.pool.log', 'lead_id', "Pool Log", readonly=True)
    pool_method = fields.Selection(related='pool_id.method', string="Model of the Pool")
    pool_method_text = fields.Char(related='pool_id.method_text', string="How the Pool Works")
    pool_next_step = fields.Char("What the Pool Does Next", compute='_compute_pool_next_step')
    is_claimable = fields.Boolean(
        "Mine to Claim",
        compute='_compute_is_claimable',
        search='_search_is_claimable',
        help="You are one of those who may claim the lead in its pool now.",
    )

    def _put_in_pools(self, decisions):
        """Have the leads of these decisions lie in the pools they are meant for."""
        names = self._names_of_excluded(decisions)
        groups = defaultdict(self.browse)
        for decision in decisions:
            key = (decision.pool_id, decision.reason, decision.rule_id, decision.exclusions)
            groups[key] |= self.browse(decision.lead_id)
        for (pool_id, reason, rule_id, exclusions), leads in groups.items():
            pool = self.env['lead.pool'].browse(pool_id)
            rule = self.env['lead.distribution.rule'].browse(rule_id)
            values = {'rule': rule.name or '', 'pool': pool.name}
            leads._enter_pool(pool, leads._reason(reason, names[exclusions], **values))

    def _enter_pool(self, pool, reason, kind='entered', **values):
        """Begin a new stay in a pool; leads that none of its segments takes are set aside.

        :param dict reason: why they lie there, for ``distribution_reason``
        :param str kind: what the pool's log calls it
        :param values: further columns of the log
        """
        now = self.env.cr.now()
        segments = pool._segments_of(self)
        for segment, leads in segments.items():
            leads._write_distribution(
                {
                    **STAY,
                    'distribution_state': 'pool',
                    'distribution_reason': reason,
                    'next_try_at': False,
                    'pool_id': pool.id,
                    'pool_left_id': False,
                    'pool_segment_id': segment.id,
                    'pooled_at': now,
                    'pool_segment_at': segment and now,
                    'pool_seniors_only': pool._has_seniors(),
                }
            )
        inside = self.browse().union(*segments.values())
        inside._drop_blind_followers()
        pool._log(inside, kind, **values)
        inside._plan_pool_steps()
        if inside:
            inside._after_pooled('entered')
        (self - inside)._set_aside_unsegmented(pool)

    def _pool_claimers(self, among=None):
        """Return ``{lead: users who may see and claim it in its pool now}``.

        :param among: the only users whom it is asked about, if not all
        """
        claimers, known = {}, defaultdict(dict)
        for lead in self.sudo():
            users = known[lead._pool_place()]
            if not users:
                users['ids'] = lead._place_claimers(among).ids
            claimers[self.browse(lead.id)] = self.env['res.users'].browse(users['ids'])
        return claimers

    def _pool_place(self):
        """Return what leads must share to be open to the same people."""
        return (
            self.pool_id,
            self.pool_segment_id,
            self.pool_opened,
            self.pool_open_step_id,
            self.pool_seniors_only,
            self.company_id,
        )

    def _offered_to(self, user):
        """Return those of the leads that a user may claim now, as ``_pool_claimers`` tells of all.

        A claim asks only about him, and does not read who else is in a large pool.
        """
        places = self.grouped(lambda lead: lead._pool_place()).values()
        return self.browse().union(*(leads for leads in places if leads[0]._is_open_to(user)))

    def _is_open_to(self, user):
        company = self.company_id
        if company and company.id not in user._get_company_ids():
            return False
        if self.pool_seniors_only and not user._among(self.pool_id, 'senior_user_ids'):
            return False
        return any(user._among(place, people) for place, people in self._claimer_fields())

    def _place_claimers(self, among=None):
        users = self._place_members()
        if among is not None:
            users &= among
        if self.pool_seniors_only:
            users &= self.pool_id.senior_user_ids
        company = self.company_id
        return users.filtered(lambda user: not company or company in user.company_ids)

    def _place_members(self):
        """Return the members of the pool or segment, and all to whom it has opened the lead."""
        users = self.env['res.users']
        return users.union(*(place[people] for place, people in self._claimer_fields()))

    def _claimer_fields(self):
        """Yield pairs of a record and its field which together say who may claim the lead."""
        pool, segment = self.pool_id, self.pool_segment_id
        if pool.method == 'shotgun':
            yield segment, 'member_ids'
            if self.pool_opened:
                yield segment, 'fallback_member_ids'
        else:
            yield pool, 'member_ids'
            for step in self.pool_open_step_id._opened_so_far():
                yield step, 'member_ids'

    def _after_pooled(self, event):
        """Act on leads that can be claimed by more people than before; once per batch.

        :param str event: ``entered`` the pool or segment, announced ``again``, or ``opened`` to
            all members or to the next teams
        """
        self._tell_pooled(event)

    def _after_unpooled(self):
        """Act on leads that cannot be claimed any more where they lay; once per batch."""

    def _leaving_before(self, vals):
        """Return the leads that this write takes out of their pools."""
        if 'pool_id' not in vals or vals['pool_id']:
            return self.browse()
        # sudo: who takes a lead out of a pool need not be one who may read it there
        return self.sudo().filtered('pool_id')

    @api.depends('distribution_state', *PLACE_FIELDS)
    @api.depends_context('uid')
    def _compute_is_claimable(self):
        waiting = self.filtered(lambda lead: lead.distribution_state == 'pool')
        (self - waiting).is_claimable = False
        user = self.env.user
        for lead, users in waiting._pool_claimers(user).items():
            lead.with_env(self.env).is_claimable = user in users

    def _search_is_claimable(self, operator, value):
        if operator != 'in':
            return NotImplemented
        user = self.env.user
        # sudo: which pools one may claim from is one's own to know
        pools = self.env['lead.pool'].sudo().search(user._lead_pool_domain())
        return Domain('distribution_state', '=', 'pool') & Domain.OR(
            pool._claimable_domain(user) for pool in pools
        )

    @api.depends('pool_next_at', *PLACE_FIELDS)
    @api.depends_context('lang')
    def _compute_pool_next_step(self):
        for lead in self:
            # sudo: a member is told what happens to a lead that he may claim, whoever gets it
            lead.pool_next_step = lead.pool_next_at and lead.sudo()._words_of_next_step()

    def _words_of_next_step(self):
        """Return what the pool does next with the lead: the first that is due from then on."""
        steps = [(at, words) for at, words in self._coming_steps() if at >= self.pool_next_at]
        return min(steps, default=(None, False))[1]

    def _coming_steps(self):
        """Return ``[(when, what in words)]`` of all that the pool may still do with the lead."""
        pool, segment = self.pool_id, self.pool_segment_id
        steps = []
        if self.pool_seniors_only:
            at = self.pooled_at + timedelta(minutes=pool.senior_minutes)
            steps.append((at, self.env._("Opens to all members")))
        if segment and not self.pool_opened and segment.fallback_team_ids:
            at = (self.pool_segment_at or self.pooled_at) + timedelta(
                minutes=segment.open_after_minutes
            )
            teams = ", ".join(segment.fallback_team_ids.mapped('name'))
            steps.append((at, self.env._("Opens to %s", teams)))
        return steps + [(step._moment(self), step._coming_words()) for step in pool.step_ids]

    # the list of a pool, and the best lead of a place in it, are the first rows of these
    _pool_grade_idx = models.Index(f'(pool_id, {ORDERS["grade"]}) WHERE pool_id IS NOT NULL')
    _pool_score_idx = models.Index(f'(pool_id, {ORDERS["score"]}) WHERE pool_id IS NOT NULL')
    # and all that the dashboard asks of the leads in pools just now
    _pool_age_idx = models.Index(
        f'(pool_id, {ORDERS["age"]}) INCLUDE (company_id, distribution_state)'
        ' WHERE pool_id IS NOT NULL'
    )
    # the list of all pools
    _waiting_score_idx = models.Index(f"({ORDERS['score']}) WHERE distribution_state = 'pool'")
    _place_grade_idx = models.Index(
        f'(pool_id, {PLACE}, {ORDERS["grade"]}) WHERE pool_id IS NOT NULL'
    )
    _place_score_idx = models.Index(
        f'(pool_id, {PLACE}, {ORDERS["score"]}) WHERE pool_id IS NOT NULL'
    )
    _place_age_idx = models.Index(f'(pool_id, {PLACE}, {ORDERS["age"]}) WHERE pool_id IS NOT NULL')

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        pool_order = ORDERS.get(self.env.context.get('lead_pool_order'))
        return super().search_fetch(
            domain, field_names, offset=offset, limit=limit, order=order or pool_order
        )
