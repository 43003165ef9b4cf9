from odoo import api, fields, models
from odoo.exceptions import ValidationError

# what decides when a pool does something with its leads
PLAN_FIELDS = {'method', 'senior_user_ids', 'senior_minutes', 'segment_ids', 'step_ids'}


class LeadPool(models.Model):
    """A place where leads lie until a rep claims them."""

    _name = 'lead.pool'
    _description = "Lead Pool"
    _inherit = ['lead.limit.mixin']
    _order = 'sequence, name, id'
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
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
