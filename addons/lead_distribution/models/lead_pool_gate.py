from odoo import models

from ..engine import Tally, check, check_claims


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
        load = self.tally.load(self.candidate, facts)
        return check(self.candidate, facts, load) or check_claims(
            self.limits, self.claims, self.now
        )

    def count(self, facts):
        """Count one more claim."""
        self.tally.count(self.candidate, facts)
        self.claims = self.claims.plus(self.now)


class LeadPool(models.Model):
    _inherit = 'lead.pool'

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
        tally = Tally({user.id: load}, teams._engine_teams())
        return ClaimGate(pool, user, candidate, tally, claims)
