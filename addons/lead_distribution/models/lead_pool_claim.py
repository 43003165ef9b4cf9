from odoo import models
from odoo.exceptions import AccessError, UserError

from ..engine import Lead, Tally, check
from .sentences import claim_refusal

NEXT_ORDER = 'lead_score desc, priority desc, create_date, id'
LOOK_AHEAD = 50


class LeadPool(models.Model):
    _inherit = 'lead.pool'

    def action_claim_next(self):
        """Give the best lead of the pool to the current user, who must be a member.

        :return: the action that opens the lead
        :raises UserError: when the pool is empty or a limit is reached
        """
        self.ensure_one()
        self.check_access('read')
        self.env.user._check_may_claim()
        self._check_claim(self.env.user, self.env['crm.lead'])
        lead = self._lock_best_lead()
        if not lead:
            raise UserError(self.env._("There is no lead for you in the pool %s now.", self.name))
        return lead.with_user(self.env.user)._claim_from(self)

    def _lock_best_lead(self):
        """Return the best free lead, locked; leads that others are claiming are skipped.

        When all are held, e.g. by a run that scores them, the best one is waited for: if somebody
        changed it meanwhile, the request is tried again.
        """
        user = self.env.user
        domain = [
            ('pool_id', '=', self.id),
            ('distribution_state', '=', 'pool'),
            ('company_id', 'in', [False, *user.company_ids.ids]),
            ('lead_grade', 'not in', self._full_grades(user)),
        ]
        # the best lead is found for a member who may not read any of them
        leads = self.env['crm.lead'].sudo().search(domain, order=NEXT_ORDER, limit=LOOK_AHEAD)
        failed = self.env['lead.assignment'].sudo()._failed_user_ids(leads)
        leads = leads.filtered(lambda lead: user.id not in failed.get(lead.id, ()))
        free = leads.try_lock_for_update(allow_referencing=True, limit=1)
        if leads and not free:
            leads[:1]._lock_for_claim()
        return free or leads[:1]

    def _full_grades(self, user):
        """Return the grades of which the user holds as many open leads as he may."""
        caps = self.sudo()._limits()['grade_caps']
        load = user._lead_loads()[user.id] if caps else None
        return [grade for grade, cap in caps if load.grades.get(grade, 0) >= cap]

    def _check_claim(self, user, lead):
        """Check with the engine's own filters that a user may claim from this pool now.

        :return: the user as a candidate of the engine
        :raises AccessError: when he is no member
        :raises UserError: when the pool is closed or a filter excludes him, saying which
        """
        pool = self.sudo()  # a member needs the limits of the pool, which he may not edit
        if user not in pool.member_ids:
            raise AccessError(
                self.env._("Only members of the pool %s can claim its leads.", pool.name)
            )
        if not pool.active:
            raise UserError(self.env._("The pool %s is closed.", pool.name))
        user = user.sudo()  # his own load and companies
        teams = user.env['crm.team']._with_limits()
        user._lock_lead_load()
        teams._lock_lead_load()
        candidate = pool._candidate(user)
        [engine_lead] = lead._claim_facts() or [Lead(0)]
        load = Tally(user._lead_loads(), teams._engine_teams()).load(candidate, engine_lead)
        key = check(candidate, engine_lead, load)
        if key:
            raise UserError(claim_refusal(self.env, key, pool, candidate))
        return candidate

    def action_open_leads(self):
        """Open the list of the leads that lie in a cherry-pick pool."""
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
            'context': {'create': False},
        }
