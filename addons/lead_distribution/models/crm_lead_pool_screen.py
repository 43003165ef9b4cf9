from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

PLACE_FIELDS = (
    'pool_id',
    'pool_segment_id',
    'pool_opened',
    'pool_open_step_id',
    'pool_seniors_only',
)


class CrmLead(models.Model):
    """What the screens of a pool say of a lead: by which model, for whom, and what comes next."""

    _inherit = 'crm.lead'

    pool_method = fields.Selection(related='pool_id.method', string="Model of the Pool")
    pool_method_text = fields.Char(related='pool_id.method_text', string="How the Pool Works")
    pool_next_step = fields.Char("What the Pool Does Next", compute='_compute_pool_next_step')
    is_claimable = fields.Boolean(
        "Mine to Claim",
        compute='_compute_is_claimable',
        search='_search_is_claimable',
        help="You are one of those who may claim the lead in its pool now.",
    )

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
