from odoo import api, models
from odoo.fields import Domain

from .review.crm_team import SCHEDULE


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._follow_review_schedule()
        return teams

    def write(self, vals):
        schedule = [name for name in SCHEDULE if name in vals]
        before = {team: [team[name] for name in schedule] for team in self}
        result = super().write(vals)
        if 'resource_calendar_id' in vals:
            self.env['lead.sla']._mark_stale(Domain('team_id', 'in', self.ids))
        if {'lead_half_life_days', 'company_id'} & vals.keys():
            self.env['crm.lead']._remember_anew(self)
        self.filtered(
            lambda team: before[team] != [team[name] for name in schedule]
        )._follow_review_schedule()
        return result
