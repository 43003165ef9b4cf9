from odoo import api, fields, models


class LeadPool(models.Model):
    """Who is in a pool: salespeople one by one, whole sales teams, or the teams of its segments."""

    _inherit = 'lead.pool'

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
        'res.users', string="Members", compute='_compute_member_ids', store=True
    )
    fallback_member_ids = fields.Many2many(
        'res.users',
        'lead_pool_fallback_user_rel',
        string="Members of the Next Teams",
        compute='_compute_fallback_member_ids',
        store=True,
    )
    segment_ids = fields.One2many('lead.pool.segment', 'pool_id', "Segments", copy=True)

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
