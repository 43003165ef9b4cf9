from collections import Counter

from psycopg2.errors import SerializationFailure

from odoo import models
from odoo.addons.lead_qualification.tools.ids import check_ids, each_once
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine import Decision, Lead
from ...tools.batches import wait_for_others
from ...tools.sentences import claim_refusal
from ..assignment.lead_assignment import HISTORY

MOST = 300  # each is locked until the last is claimed


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def action_claim(self):
        """Give a lead of a pool to the current user, who must be one it is offered to.

        :return: the action that opens the lead
        :raises UserError: when somebody else was faster, naming him, or a limit is reached
        """
        self.env.user._check_may_claim()
        lead = check_ids(self)
        if len(lead) != 1:
            raise UserError(self.env._("Choose one lead to claim."))
        wait_for_others(self.env, lead._claim)
        return lead._action_open_claimed()

    def _claim(self):
        if not self._lock_for_claim():
            raise UserError(self.env._("This lead does not exist any more."))
        if lost := self._lost_claims():
            raise lost[self]
        # where it lies decides, and whether he may claim there is checked next
        pool = self.sudo().pool_id.with_env(self.env)
        if pool:
            if not pool.sudo().active:
                pool._check_claimer(self.env.user)
            if refused := self._claim_from(pool):
                pool._check_claimer(self.env.user)  # to who is none nothing else is said
                raise UserError(refused[self])

    def _lock_for_claim(self):
        """Wait for others who claim this lead; whoever was changed meanwhile is tried again."""
        return self._lock_where(SQL('id = %s FOR NO KEY UPDATE', self.id))

    def _try_claim_lock(self, pool):
        """Tell whether the lead lies free in the pool, and lock it then.

        Somebody may hold it, or have changed it since we looked.
        """
        free = SQL('id = %s AND pool_id = %s FOR NO KEY UPDATE SKIP LOCKED', self.id, pool.id)
        try:
            with self.env.cr.savepoint(flush=False):
                return self._lock_where(free)
        except SerializationFailure:
            return False

    def _lock_where(self, condition):
        """Lock one lead if it is as ``condition`` says, and have it read anew.

        Nothing of it waits to be written: who comes here has flushed.
        """
        self.env.cr.execute(
            SQL('SELECT id FROM crm_lead WHERE %s', condition),
            log_exceptions=False,  # whoever is refused here is tried again
        )
        self.invalidate_recordset(flush=False)
        return bool(self.env.cr.fetchone())

    def _claim_from(self, pool):
        """Claim these locked leads of one pool for the current user, as many as he may.

        :return: ``{lead: the sentence why not}`` of the others
        """
        user = self.env.user
        leads = self.sudo()  # who may claim which lead is what the gate decides
        offered = leads._offered_to(user)
        history = leads._stints()
        facts = {lead.id: lead for lead in leads._claim_facts(history)}
        gate = pool._claim_gate(user, facts.values())
        decisions, refused = [], {}
        for lead in self:
            key = 'seniors' if lead not in offered else gate.refusal(facts[lead.id])
            if key:
                refused[lead] = claim_refusal(self.env, key, gate)
                continue
            gate.count(facts[lead.id])
            decisions.append(lead._claim_decision(pool, gate.candidate.team_for(facts[lead.id])))
        claimed = leads.browse(decision.lead_id for decision in decisions)
        open_stints = history.filtered(lambda stint: not stint.released_at)
        open_stints.filtered(lambda stint: stint.lead_id in claimed)._close('reassigned')
        claimed._assign(decisions, 'claim')
        return refused

    def _stints(self):
        """Return all that the log knows of who had these leads."""
        return self.env['lead.assignment'].search_fetch([('lead_id', 'in', self.ids)], HISTORY)

    def _claim_decision(self, pool, team_id):
        return Decision(
            self.id, 'assign', 'claim', user_id=self.env.uid, pool_id=pool.id, team_id=team_id
        )

    def _claim_facts(self, history):
        """Return the leads as the engine wants them to check a claim, which no rule decides."""
        return self._engine_leads(dict.fromkeys(self.ids, ()), history._who_failed())

    def _no_facts(self):
        """Return a lead of which the engine knows nothing."""
        return Lead(0)

    def _action_open_claimed(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'crm.lead',
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'current',
        }

    def _lost_claims(self):
        """Return ``{lead: the error to raise}`` of those the user can claim no more, or never.

        What he has already is none of them.
        """
        readable = self._filtered_access('read')
        others = self.filtered(lambda lead: lead not in readable or not lead.sudo().pool_id)
        others = others.filtered(lambda lead: lead.sudo().user_id != self.env.user)
        # nothing but the winner's name is told, and only to his fellow members
        stints = others.sudo().assignment_ids.filtered(
            lambda row: row.origin == 'claim' and not row.released_at
        )
        claims = stints.grouped('lead_id')
        lost = {}
        for lead in others:
            claim = claims.get(lead.sudo(), stints.browse())
            lost[lead] = lead._lost_claim(claim, lead in readable)
        return lost

    def _lost_claim(self, claim, is_readable):
        """Return the error that tells a user why he came too late, or that it is not for him."""
        lead = self.sudo()
        if claim and self.env.user in claim._fellow_members():
            message = self.env._("%s was faster: this lead is claimed already.", claim.user_id.name)
        elif not is_readable:
            return AccessError(self.env._("You cannot claim this lead: it is not offered to you."))
        elif not lead.active:
            message = self.env._("This lead is archived, so nobody can claim it.")
        elif lead.user_id:
            message = self.env._("This lead is in no pool: it belongs to %s.", lead.user_id.name)
        else:
            message = self.env._("This lead is in no pool, so nobody can claim it.")
        return UserError(message)

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
