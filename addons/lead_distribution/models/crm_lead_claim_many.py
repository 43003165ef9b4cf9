from collections import Counter

from odoo import models
from odoo.addons.lead_qualification.models.ids import each_once
from odoo.exceptions import UserError

from .collisions import wait_for_others

MOST = 300  # each is locked until the last is claimed


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def action_claim_many(self):
        """Give those of these leads to the current user that he may claim, in their order.

        :return: the action that opens them, after one message that says why not the others
        :raises UserError: when there are too many, or he gets none of them, saying why
        """
        self.env.user._check_may_claim()
        if not self:
            raise UserError(self.env._("Choose the leads you want to claim first."))
        if len(self) > MOST:
            raise UserError(self.env._("Claim at most %s leads at once.", MOST))
        leads, unknown = each_once(self)
        claimed, refused = wait_for_others(self.env, leads._claim_several)
        refused += unknown
        message = self._refusal_text(claimed, refused)
        if not claimed:
            raise UserError(message)
        action = claimed._action_open_several()
        return self._action_tell(message, action) if refused else action

    def _claim_several(self):
        """Return the leads that are the user's now, and ``Counter`` of sentences why not others."""
        existing = self.exists()
        free = existing._lock_free_for_claim()
        lost = free._lost_claims()
        refused = {
            **dict.fromkeys(self - existing, self.env._("This lead does not exist any more.")),
            **dict.fromkeys(
                existing - free, self.env._("Somebody else is claiming this lead just now.")
            ),
            **{lead: error.args[0] for lead, error in lost.items()},
        }
        pooled = free.filtered(lambda lead: lead not in lost and lead.sudo().pool_id)
        for pool, leads in pooled.grouped(lambda lead: lead.sudo().pool_id).items():
            refused.update(leads._claim_in(pool.with_env(self.env)))
        return self.filtered(lambda lead: lead not in refused), Counter(refused.values())

    def _claim_in(self, pool):
        """Claim these locked leads of one pool; return ``{lead: why not}`` of the others."""
        try:
            pool._check_claimer(self.env.user)
        except UserError as error:
            return dict.fromkeys(self, error.args[0])
        return self._claim_from(pool)

    def _lock_free_for_claim(self):
        """Return those of the leads that nobody else is working on, locked, in their order."""
        # whether he may claim them is checked when they cannot change any more
        locked = self.sudo().try_lock_for_update(allow_referencing=True)
        self.invalidate_recordset()
        return self.filtered(lambda lead: lead.id in locked._ids)

    def _refusal_text(self, claimed, refused):
        """Return one message that counts what was claimed, and says why the rest was not."""
        if not claimed and len(refused) == 1:
            return next(iter(refused))
        head = self.env._(
            "You have %(claimed)s of these %(count)s leads.",
            claimed=len(claimed),
            count=len(claimed) + refused.total(),
        )
        lines = [
            self.env._("%(count)s not claimed: %(reason)s", count=count, reason=reason)
            for reason, count in refused.most_common()
        ]
        return "\n".join([head, *lines])

    def _action_open_several(self):
        if len(self) == 1:
            return self._action_open_claimed()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Claimed Leads"),
            'res_model': 'crm.lead',
            'views': self._claimed_views(),
            'domain': [('id', 'in', self.ids)],
            'target': 'current',
        }

    def _claimed_views(self):
        """Return the views from which one gets in contact at once: with phone numbers."""
        leads = self.env.ref('crm.crm_case_tree_view_leads')
        return [(leads.id, 'list'), (False, 'kanban'), (False, 'form')]

    def _action_tell(self, message, action):
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {'message': message, 'type': 'warning', 'sticky': True, 'next': action},
        }
