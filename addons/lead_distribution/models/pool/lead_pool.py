from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# what decides when a pool does something with its leads
PLAN_FIELDS = {'method', 'senior_user_ids', 'senior_minutes', 'segment_ids', 'step_ids'}

HIDING_METHODS = ('blind_pull', 'shotgun')

# what a pool counts or waits for; none of it can be negative
NUMBERS = (
    'unworked_claim_cap',
    'hourly_claim_cap',
    'daily_claim_cap',
    'cool_down_minutes',
    'return_minutes',
    'senior_minutes',
)


class LeadPool(models.Model):
    """A place where leads lie until a rep claims them.

    Who is in a pool: salespeople one by one, whole sales teams, or the teams of its segments.

    Its chatter says who came, who left and whose doing it was.

    Whether pools are used at all, so that nobody else pays for them.

    Changed settings hold for the leads that lie in the pool already.
    """

    _name = 'lead.pool'

    _description = "Lead Pool"
    _inherit = ['mail.thread', 'lead.limit.mixin', 'lead.shared.mixin']
    _order = 'sequence, name, id'
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one('res.company', index='btree_not_null')
    method = fields.Selection(
        [
            ('cherry_pick', "Cherry-pick"),
            ('shark_tank', "Shark tank"),
            ('blind_pull', "Blind pull"),
            ('shotgun', "Shotgun"),
        ],
        required=True,
        default='cherry_pick',
        tracking=True,
        help="Cherry-pick: members see the leads and choose.\n"
        "Shark tank: every member is told of a lead at once, and the first to claim it has it.\n"
        "Blind pull: members see only how many there are, and get the best one.\n"
        "Shotgun: leads are split into segments, each for its own teams only.",
    )
    order = fields.Selection(
        [('grade', "Best grade"), ('score', "Highest score"), ('age', "Longest in the pool")],
        "First Comes",
        required=True,
        default='score',
        help="The order of the list, and what Claim Next gives first.",
    )
    lead_ids = fields.One2many('crm.lead', 'pool_id', "Leads")
    is_member = fields.Boolean(compute='_compute_is_member')
    user_ids = fields.Many2many(
        'res.users',
        'lead_pool_user_rel',
        string="Salespeople",
        domain="[('share', '=', False)]",  # a list would be a dependency
        check_company=True,
    )
    team_ids = fields.Many2many(
        'crm.team',
        'lead_pool_team_rel',
        string="Sales Teams",
        check_company=True,
        help="Who joins or leaves one of these teams does so here too.",
    )
    member_ids = fields.Many2many(
        'res.users', string="Members", compute='_compute_member_ids', store=True, tracking=True
    )
    fallback_member_ids = fields.Many2many(
        'res.users',
        'lead_pool_fallback_user_rel',
        string="Members of the Next Teams",
        compute='_compute_fallback_member_ids',
        store=True,
    )
    segment_ids = fields.One2many('lead.pool.segment', 'pool_id', "Segments", copy=True)

    @api.depends('member_ids')
    @api.depends_context('uid')
    def _compute_is_member(self):
        for pool in self:
            pool.is_member = self.env.user in pool.member_ids

    @api.constrains('user_ids', 'company_id')
    def _check_member_company(self):
        for pool in self.filtered('company_id'):
            # the companies of users are not everybody's to read; only the sentence gets out
            strangers = pool.user_ids.filtered(
                lambda user, pool=pool: pool.company_id not in user.sudo().company_ids
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s cannot be in the pool %(pool)s without working for %(company)s.",
                        users=", ".join(strangers.mapped('name')),
                        pool=pool.name,
                        company=pool.company_id.name,
                    )
                )

    def write(self, vals):
        self._note_changes(vals)
        res = super().write(vals)
        if 'method' in vals:
            # at once: what follows asks what is hidden now
            self.env.registry.clear_cache()
        if vals.get('active') is False:
            # whoever may archive the pool sends its leads on, also those he may not read
            self.sudo().lead_ids._enqueue_distribution()
        elif vals.keys() & {'method', 'user_ids', 'team_ids'}:
            # a manager makes the pool blind for leads he may not read any more himself
            self.sudo().lead_ids._drop_blind_followers()
        if vals.keys() & PLAN_FIELDS:
            self._replan()
        return res

    def _note_changes(self, names):
        """Have the chatter say who changes these fields, whatever the context asks for.

        Whoever leaves a blind pool to look, or opens it, is to be seen doing so.
        """
        self._track_prepare(names)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # who may set up the pool does not rub out what they did there
        if message_operation in ('write', 'unlink') and not self.env.is_system():
            return {}
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_leads(self):
        # a pool with leads nobody may see is not empty either
        full = self.filtered(lambda pool: pool.sudo().lead_ids)
        if full:
            raise ValidationError(
                self.env._(
                    "There are leads in %s. Archive the pool, and they are distributed again.",
                    ", ".join(full.mapped('name')),
                )
            )

    def _candidate(self, user):
        """Return a user as a candidate for the leads of this pool."""
        return user._lead_candidate(
            company_ids=frozenset(user._get_company_ids()),  # which Odoo keeps ready
            **self._limits(),
            **user._lead_teams().get(user.id, {}),
        )

    @api.depends(
        'method',
        'company_id',
        'user_ids',
        'team_ids.crm_team_member_ids.active',
        'team_ids.crm_team_member_ids.user_id.active',
        'segment_ids.member_ids',
        'segment_ids.fallback_member_ids',
    )
    def _compute_member_ids(self):
        self._note_changes(['member_ids'])
        for pool in self:
            segments = pool.segment_ids if pool.method == 'shotgun' else pool.segment_ids.browse()
            own = pool.user_ids.filtered('active') | pool.team_ids._pool_members(pool.company_id)
            pool.member_ids = (
                segments.member_ids | segments.fallback_member_ids
                if pool.method == 'shotgun'
                else own
            )

    @api.depends('step_ids.member_ids')
    def _compute_fallback_member_ids(self):
        for pool in self:
            pool.fallback_member_ids = pool.step_ids.member_ids

    def _search(self, *args, **kwargs):
        # Odoo searches a computed many2many as it was before what is still to be computed, and
        # who is a member decides who may read
        self._recompute_model(['member_ids', 'fallback_member_ids'])
        return super()._search(*args, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        pools = super().create(vals_list)
        self.env.registry.clear_cache()
        return pools

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _has_claims(self):
        """Tell whether leads can be claimed, or have been from a pool that is gone by now."""
        # sudo: whether there are pools is no secret, and every touch of a lead needs it
        pools = self.sudo().with_context(active_test=False)
        claims = self.env['lead.assignment'].sudo()
        return bool(
            pools.search_count([], limit=1)
            or claims.search_count(claims._unworked_domain(), limit=1)
        )

    @api.model
    @tools.ormcache()
    def _hides_leads(self):
        """Tell whether there is a pool, archived or not, that hides leads from anybody."""
        # sudo: whether there are such pools is no secret, and every search about leads needs it
        pools = self.sudo().with_context(active_test=False)
        return bool(pools.search_count([('method', 'in', HIDING_METHODS)], limit=1))

    def _replan(self):
        """Have the cron look at each lead of these pools again: its segment, and what comes next.

        Leads that no segment matched are tried again.
        """
        leads = self.env['crm.lead'].sudo()  # whoever may set up a pool moves its leads
        leads.flush_model(['pool_id', 'pool_next_at'])
        waiting = self.env.execute_query(
            SQL(
                'UPDATE crm_lead SET pool_next_at = %s WHERE pool_id = ANY(%s) RETURNING id',
                self.env.cr.now().replace(microsecond=0),
                self.ids,
            )
        )
        if waiting:
            leads.browse(lead_id for [lead_id] in waiting).invalidate_recordset(['pool_next_at'])
            self.env.ref('lead_distribution.ir_cron_pool_steps').sudo()._trigger()
        if 'shotgun' in self.mapped('method'):
            leads._retry_distribution()

    @api.constrains(*NUMBERS)
    def _check_numbers(self):
        for pool in self:
            for name in NUMBERS:
                if pool[name] < 0:
                    raise ValidationError(
                        self.env._(
                            '"%(field)s" of the pool %(pool)s cannot be negative. '
                            "Leave it empty for no limit.",
                            field=pool._fields[name]._description_string(self.env),
                            pool=pool.name,
                        )
                    )

    @api.constrains('senior_user_ids', 'senior_minutes', 'user_ids', 'team_ids', 'segment_ids')
    def _check_seniors(self):
        for pool in self:
            strangers = pool.senior_user_ids - pool.member_ids
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s cannot be senior in the pool %(pool)s without being a member.",
                        users=", ".join(strangers.mapped('name')),
                        pool=pool.name,
                    )
                )
            if bool(pool.senior_user_ids) != bool(pool.senior_minutes):
                raise ValidationError(
                    self.env._(
                        "To let some members of the pool %s claim first, choose the seniors and "
                        "for how many minutes, or leave both empty.",
                        pool.name,
                    )
                )

    @api.constrains('method', 'segment_ids')
    def _check_segments(self):
        for pool in self.filtered(lambda pool: pool.method == 'shotgun'):
            if not pool.segment_ids:
                raise ValidationError(
                    self.env._(
                        "The shotgun pool %s needs a segment: which leads are for which team.",
                        pool.name,
                    )
                )

    @api.constrains('step_ids', 'method')
    def _check_steps(self):
        self.step_ids._check_order()
        self.step_ids._check_next_teams()
