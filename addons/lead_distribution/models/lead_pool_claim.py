from odoo import models
from odoo.addons.lead_qualification.models.ids import check_ids
from odoo.exceptions import AccessError, UserError

from .collisions import wait_for_others
from .sentences_claim import claim_refusal


class LeadPool(models.Model):
    _inherit = 'lead.pool'

    def action_claim_next(self):
        """Give the best lead of the pool to the current user, who must be a member.

        :return: the action that opens the lead
        :raises UserError: when the pool is empty or a limit is reached
        """
        if len(check_ids(self)) != 1:
            raise UserError(self.env._("Choose one pool to claim from."))
        self.check_access('read')
        self.env.user._check_may_claim()
        self._check_claimer(self.env.user)
        lead = wait_for_others(self.env, self._claim_next)
        return lead._action_open_claimed()

    def _claim_next(self):
        # the best lead is found and locked for a member who may not read any of them
        lead = self.sudo()._lock_best_lead(self.env.user)
        if not lead:
            self._check_limits(self.env.user)
            raise UserError(self.env._("There is no lead for you in the pool %s now.", self.name))
        lead = lead.with_user(self.env.user)
        refused = lead._claim_from(self)
        if refused:
            raise UserError(refused[lead])
        return lead

    def _check_claimer(self, user):
        """Check that a user is one who claims from this pool.

        :raises AccessError: when he is no member
        :raises UserError: when the pool is closed
        """
        pool = self.sudo()  # a member need not be allowed to read who else is one
        if not (user._among(pool, 'member_ids') or user._among(pool, 'fallback_member_ids')):
            raise AccessError(
                self.env._("Only members of the pool %s can claim its leads.", pool.name)
            )
        if not pool.active:
            raise UserError(self.env._("The pool %s is closed.", pool.name))

    def _check_limits(self, user):
        """Check that nothing but the lack of a lead keeps a user from claiming.

        :raises UserError: saying what it is
        """
        gate = self._claim_gate(user, [])
        key = gate.refusal(self.env['crm.lead']._no_facts())
        if key:
            raise UserError(claim_refusal(self.env, key, gate))

    def action_open_leads(self):
        """Open the list of the leads that lie in a pool, in the order of the pool."""
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_distribution.crm_lead_action_pool'
        )
        return {
            **action,
            'name': self.name,
            'display_name': self.name,
            'domain': [('pool_id', '=', self.id)],
            'context': {'create': False, 'lead_pool_order': self.order},
        }
