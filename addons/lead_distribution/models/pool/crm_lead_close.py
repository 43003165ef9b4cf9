from odoo import fields, models
from odoo.exceptions import UserError

from ..crm_lead import OUT

OVER_POOLS = ('sales_team.group_sale_manager', 'lead_qualification.group_lead_marketer')

# what may close a lead, or open it again
TURNS = {'active', 'lead_status_id', 'probability', 'stage_id', 'team_id', 'won_status'}


class CrmLead(models.Model):
    """A lead that is closed leaves its pool unclaimed, and goes back there when it is reopened."""

    _inherit = 'crm.lead'

    pool_left_id = fields.Many2one(
        'lead.pool',
        "Pool Left Unclaimed",
        readonly=True,
        copy=False,
        ondelete='set null',
        help="The pool the lead was in when it was closed. Reopened, it goes back there.",
    )

    def _stays_before(self, vals):
        """Return ``(leads by pool, leads kept from the user)``, if this write may close leads."""
        is_assigning = self.env.su and self.env.context.get('lead_assigning')
        if is_assigning or vals.keys().isdisjoint(TURNS) or not self._has_pooled():
            return None
        stays = self.sudo().grouped('pool_id')  # the pool decides, whoever may read it there
        stays.pop(self.env['lead.pool'], None)
        return stays, self._kept_from_closing()

    def _end_stays(self, before):
        """Have closed leads leave their pools, and reopened ones go back there."""
        if before is None:
            return
        stays, kept = before
        for pool, leads in stays.items():
            leads._end_closed_stay(pool, kept)
        if not self.env.su:
            self.exists()._return_reopened()

    def _follow_to(self, status, reason=None):
        # the system does it, and the user asked for it
        if status.meaning in ('qualified', 'trash'):
            self.sudo()._refuse_closing(self._kept_from_closing())
        return super()._follow_to(status, reason)

    def _check_not_own_team(self, team_id):
        """Check that nobody moves a pool's leads to their own team, to hand them out there."""
        if self.env.su or not team_id or not self._has_pooled():
            return
        # sudo: whether the user leads the team is the user's own to know
        led = [('id', '=', team_id), ('user_id', '=', self.env.uid)]
        if self.env['crm.team'].sudo().search_count(led):
            self._check_claimable_by_hand(self.env.uid)

    def _has_pooled(self):
        """Tell whether any of these leads is in a pool, or left one unclaimed."""
        # the pool decides, whoever may read it there
        return any(lead.pool_id or lead.pool_left_id for lead in self.sudo())

    def _kept_from_closing(self):
        """Return those of the leads in pools that the user may not claim, and so not close."""
        user = self.env.user
        if self.env.su or any(map(user.has_group, OVER_POOLS)):
            return self.sudo().browse()
        # who may claim a lead is for its pool to say, not for the user to read
        pooled = self.sudo().filtered(lambda lead: lead.pool_id and lead.team_id.user_id != user)
        return pooled - pooled._offered_to(user)

    def _refuse_closing(self, kept):
        """Check that none of these leads is kept from the user.

        :raises UserError: naming the pool of the first that is
        """
        for lead in self & kept:
            raise UserError(
                self.env._(
                    "This lead is in the pool %s. Only salespeople who may claim it there can "
                    "close it.",
                    lead.pool_id.name,
                )
            )

    def _end_closed_stay(self, pool, kept):
        """Take those of these leads that are closed now out of the pool they were in."""
        closed = self.exists().filtered(lambda lead: not lead._is_open())
        closed._refuse_closing(kept)
        if unclaimed := closed.filtered(lambda lead: not lead.user_id):
            unclaimed._end_stints('closed')
            unclaimed._write_distribution({**OUT, 'pool_left_id': pool.id})

    def _return_reopened(self):
        """Put leads that a person has reopened back into the pools they left unclaimed."""
        # the pool decides, whoever may read it there
        left = self.sudo().filtered(
            lambda lead: lead.pool_left_id.active and not lead.pool_id and lead._is_distributable()
        )
        for pool, leads in left.grouped('pool_left_id').items():
            leads._enter_pool(pool, leads._reason('reopened', pool=pool.name))
