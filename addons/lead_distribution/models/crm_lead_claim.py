from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine import Decision


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def action_claim(self):
        """Give a lead of a cherry-pick pool to the current user, who must be a member.

        :return: the action that opens the lead
        :raises UserError: when somebody else was faster, naming him, or a limit is reached
        """
        self.ensure_one()
        self.env.user._check_may_claim()
        self._lock_for_claim()
        lead = self.sudo()  # another's claim may have hidden the lead; only its fate is told
        if not lead.pool_id:
            return self._explain_lost_claim()
        self.check_access('read')  # a blind lead cannot be claimed by its number
        return self._claim_from(lead.pool_id)

    def _lock_for_claim(self):
        """Wait for others who claim this lead; if one did, the request is tried again."""
        self.env.execute_query(
            SQL("SELECT id FROM crm_lead WHERE id = %s FOR NO KEY UPDATE", self.id)
        )
        self.invalidate_recordset()

    def _claim_from(self, pool):
        """Claim the locked lead from a pool for the current user."""
        user = self.env.user
        candidate = pool._check_claim(user, self)
        lead = self.sudo()  # membership, availability and limits were checked just now
        [facts] = lead._claim_facts()
        decision = Decision(
            lead.id,
            'assign',
            'claim',
            user_id=user.id,
            pool_id=pool.id,
            team_id=candidate.team_for(facts),
        )
        lead._assign([decision], 'claim')
        return self._action_open_claimed()

    def _claim_facts(self):
        """Return the leads as the engine wants them to check a claim, which no rule decides."""
        leads = self.sudo()  # a blind lead is not his to read yet, but its company decides
        failed = self.env['lead.assignment'].sudo()._failed_user_ids(leads)
        return leads._engine_leads(dict.fromkeys(leads.ids, ()), failed)

    def _action_open_claimed(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'crm.lead',
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'current',
        }

    def _explain_lost_claim(self):
        """Tell a member who came too late who was faster.

        :raises UserError: with the winner's name
        :raises AccessError: when the lead never was the user's to claim
        """
        lead = self.sudo()  # nothing but the winner's name is told, and only to his fellow members
        claim = lead.assignment_ids.filtered(
            lambda row: row.origin == 'claim' and not row.released_at
        )
        if claim.user_id == self.env.user:
            return self._action_open_claimed()
        if claim and self.env.user in claim.pool_id.member_ids:
            raise UserError(self.env._("This lead was already claimed by %s.", claim.user_id.name))
        if not self.has_access('read'):
            raise AccessError(self.env._("You cannot claim this lead."))
        if lead.user_id:
            raise UserError(
                self.env._("This lead is in no pool: it belongs to %s.", lead.user_id.name)
            )
        raise UserError(self.env._("This lead is in no pool any more."))
