from datetime import timedelta

from odoo import fields, models
from odoo.addons.lead_qualification.tools.ids import check_ids
from odoo.exceptions import AccessError, UserError

from ...engine import ClaimLimits, Tally, check_claims
from ...tools.batches import wait_for_others
from ...tools.sentences import claim_refusal


class ClaimGate:
    """Who wants to claim from a pool, and what he carries already, counted under a lock of him."""

    def __init__(self, pool, user, candidate, tally, claims):
        self.pool = pool
        self.user = user
        self.candidate = candidate
        self.tally = tally
        self.claims = claims
        self.limits = pool._claim_limits()
        self.now = pool.env.cr.now()

    def refusal(self, facts):
        """Return the key of what forbids him to claim a lead, or None.

        :param facts: the lead as the engine knows it
        """
        return self.tally.check(self.candidate, facts) or check_claims(
            self.limits, self.claims, self.now
        )

    def count(self, facts):
        """Count one more claim."""
        self.tally.count(self.candidate, facts)
        self.claims = self.claims.plus(self.now)


class LeadPool(models.Model):
    """How much a member may claim, who is first, and how long he may leave it unworked."""

    _inherit = 'lead.pool'

    unworked_claim_cap = fields.Integer(
        "Unworked Claims",
        help="The most leads of this pool somebody may hold without having worked on them, "
        "empty for no limit.",
    )
    hourly_claim_cap = fields.Integer(
        "Claims an Hour", help="The most claims from this pool in 60 minutes, empty for no limit."
    )
    daily_claim_cap = fields.Integer(
        "Claims a Day",
        help="The most claims from this pool from midnight to midnight, empty for no limit.",
    )
    cool_down_minutes = fields.Integer(
        "Cool-Down (minutes)", help="How long somebody waits after a claim, empty for not at all."
    )
    return_minutes = fields.Integer(
        "Return After (working minutes)",
        help="A claimed lead nobody has worked on goes back to the pool after so much working time "
        "of its salesperson, empty for never.",
    )
    senior_user_ids = fields.Many2many(
        'res.users',
        'lead_pool_senior_rel',
        string="Seniors",
        domain="[('id', 'in', member_ids)]",
        help="Members who may claim a new lead before the others.",
    )
    senior_minutes = fields.Integer(
        "Seniors First (minutes)",
        help="How long a new lead is for the seniors alone, empty for not at all.",
    )
    step_ids = fields.One2many('lead.pool.step', 'pool_id', "Steps", copy=True)

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

    def _claim_gate(self, user, engine_leads):
        """Return the gate that a user has to pass with each of these leads, as it stands now.

        Locks come in the order of a run's: the leads, which whoever calls holds already, then the
        user, then the teams the leads would count for. Without leads nothing is locked.
        """
        pool, user = self.sudo(), user.sudo()  # his own load; limits he may not edit
        if engine_leads:
            user._lock_lead_load()
            # as it is now that nobody else can change it
            user.invalidate_recordset(['active', 'lead_available'])
        candidate = pool._candidate(user)
        team_ids = {candidate.team_for(facts) for facts in engine_leads}
        teams = user.env['crm.team']._with_limits().filtered(lambda team: team.id in team_ids)
        if engine_leads:
            teams._lock_lead_load()
        load, claims = user.env['lead.assignment']._load_and_claims(user, pool, candidate)
        seams = user.env['lead.distribution.rule']._engine_seams()
        tally = Tally({user.id: load}, teams._engine_teams(), **seams)
        return ClaimGate(pool, user, candidate, tally, claims)

    def _has_seniors(self):
        """Tell whether some members may claim new leads before the others."""
        return bool(self.senior_minutes and self.senior_user_ids & self.member_ids)

    def _claim_limits(self):
        """Return the limits of claims as the engine wants them."""
        return ClaimLimits(
            unworked=self.unworked_claim_cap,
            hourly=self.hourly_claim_cap,
            daily=self.daily_claim_cap,
            cool_down=timedelta(minutes=self.cool_down_minutes),
        )
