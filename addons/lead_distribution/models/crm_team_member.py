from odoo import api, models


class CrmTeamMember(models.Model):
    _inherit = 'crm.team.member'

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships.crm_team_id._sync_rule_members()
        return memberships

    def write(self, vals):
        teams = self.crm_team_id
        res = super().write(vals)
        if vals.keys() & {'active', 'crm_team_id', 'user_id'}:
            (teams | self.crm_team_id)._sync_rule_members()
        return res

    def unlink(self):
        teams = self.crm_team_id
        res = super().unlink()
        teams._sync_rule_members()
        return res
