from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import Team
from .lead_limit_mixin import CAPS
from .res_users_load import lock_load


class CrmTeam(models.Model):
    _name = 'crm.team'
    _inherit = ['crm.team', 'lead.limit.mixin']

    # moved on whenever the team gets leads, as for users
    lead_load_date = fields.Datetime(readonly=True, copy=False)

    def _compute_assignment_enabled(self):
        """Rules of ours do not bring up the buttons of Odoo's own assignment."""
        team = self.with_context(only_core_assignment=True)
        return super(CrmTeam, team)._compute_assignment_enabled()

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & set(CAPS):
            self.env['crm.lead']._retry_distribution()
        return res

    @api.model
    def _with_limits(self):
        """Return the teams that limit how many leads they get as a whole."""
        return self.search(Domain.OR(Domain(name, '>', 0) for name in CAPS))

    def _lock_lead_load(self):
        """Have nobody else give these teams leads at the same time."""
        lock_load(self)

    def _engine_teams(self):
        """Return ``{id: Team}`` for the engine; a team's day is the one of its leader."""
        spans = {
            team.id: (leader._lead_midnight(), leader._lead_week_start())
            for team in self
            for leader in team.user_id or self.env.ref('base.user_root')
        }
        loads = self.env['crm.lead']._engine_loads('team_id', spans)
        return {team.id: Team(team.id, **team._limits(), load=loads[team.id]) for team in self}

    def _sync_rule_members(self):
        """Have the rules of these teams follow who is in them."""
        # whoever may staff a team decides with it who gets its leads
        rules = self.env['lead.distribution.rule'].sudo()
        rules.search([('team_id', 'in', self.ids), ('member_source', '=', 'team')])._sync_members()
