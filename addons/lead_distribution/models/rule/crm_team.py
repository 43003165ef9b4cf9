from odoo import api, fields, models, tools
from odoo.fields import Domain

from ...engine import Team
from .lead_limit_mixin import CAPS
from .res_users import lock_load


class CrmTeam(models.Model):
    """What a team as a whole may get, and the rules that follow who is in it."""

    _name = 'crm.team'
    _inherit = ['crm.team', 'lead.limit.mixin']

    resource_calendar_id = fields.Many2one(
        'resource.calendar',
        "Working Hours",
        domain="[('company_id', 'in', [company_id, False])] if company_id else []",
        help="Working and response times of this team count in these hours, unless a salesperson "
        "has others.",
    )
    # moved on whenever the team gets leads, as for users
    lead_load_date = fields.Datetime(readonly=True, copy=False)

    def _compute_assignment_enabled(self):
        """Rules of ours do not bring up the buttons of Odoo's own assignment."""
        team = self.with_context(only_core_assignment=True)
        return super(CrmTeam, team)._compute_assignment_enabled()

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if teams._limit_something():
            self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {*CAPS, 'active'}:
            self.env.registry.clear_cache()
        if vals.keys() & {*CAPS, 'resource_calendar_id'}:
            self.env['crm.lead']._retry_distribution()
        return res

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    def _limit_something(self):
        return any(team[name] for team in self for name in CAPS)

    @api.model
    def _with_limits(self):
        """Return the teams that limit how many leads they get as a whole."""
        return self.browse(self._ids_with_limits())

    @api.model
    @tools.ormcache()
    def _ids_with_limits(self):
        # which teams have limits is no secret, and every claim needs to know
        limited = Domain.OR(Domain(name, '>', 0) for name in CAPS)
        return self.sudo().search(limited & Domain('active', '=', True)).ids

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


class CrmTeamMember(models.Model):
    _inherit = 'crm.team.member'

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships.crm_team_id._sync_rule_members()
        return memberships

    def write(self, vals):
        is_moving = bool(vals.keys() & {'active', 'crm_team_id', 'user_id'})
        left = self._places() if is_moving else []
        teams = self.crm_team_id
        res = super().write(vals)
        for member, user, team in left:
            if (user, team) != (member.user_id, member.crm_team_id) or not member.active:
                self._give_back_leads(user, team)
        if is_moving:
            (teams | self.crm_team_id)._sync_rule_members()
        return res

    def unlink(self):
        left, teams = self._places(), self.crm_team_id
        res = super().unlink()
        for _member, user, team in left:
            self._give_back_leads(user, team)
        teams._sync_rule_members()
        return res

    def _places(self):
        """Return ``[(membership, user, team)]`` of those who are in a team."""
        return [(member, member.user_id, member.crm_team_id) for member in self._in_team()]

    def _in_team(self):
        return self.filtered('active')

    def _give_back_leads(self, user, team):
        """Send what the user was given in the team and did not touch on to others."""
        # whoever may change the team moves its leads, also those he may not read
        stints = self.env['lead.assignment'].sudo()
        stints._open_of(user, Domain('lead_id.team_id', '=', team.id))._give_back_on_team_change()
