from odoo import api, models
from odoo.fields import Domain


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
