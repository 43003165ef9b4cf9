from odoo import models
from odoo.fields import Domain


class CrmTeamMember(models.Model):
    _inherit = 'crm.team.member'

    def write(self, vals):
        left = {}
        if vals.get('active') is False or vals.keys() & {'crm_team_id', 'user_id'}:
            left = {member: (member.user_id, member.crm_team_id) for member in self._in_team()}
        res = super().write(vals)
        for member, (user, team) in left.items():
            if (user, team) != (member.user_id, member.crm_team_id) or not member.active:
                self._give_back_leads(user, team)
        return res

    def unlink(self):
        left = [(member.user_id, member.crm_team_id) for member in self._in_team()]
        res = super().unlink()
        for user, team in left:
            self._give_back_leads(user, team)
        return res

    def _in_team(self):
        return self.filtered('active')

    def _give_back_leads(self, user, team):
        """Send what the user was given in the team and did not touch on to others."""
        # whoever may change the team moves its leads, also those he may not read
        stints = self.env['lead.assignment'].sudo()
        stints._open_of(user, Domain('lead_id.team_id', '=', team.id))._give_back_on_team_change()
