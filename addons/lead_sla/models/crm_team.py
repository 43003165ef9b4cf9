from odoo import api, fields, models
from odoo.fields import Domain

from .review.crm_team import SCHEDULE


class CrmTeam(models.Model):
    """What a team decides about follow-up, and what follows when it changes."""

    _inherit = 'crm.team'

    lead_half_life_days = fields.Float(
        "Half-Life of Memory (Days)",
        help="After so many days without contact, half of what a customer of this team remembers "
        "is gone. 0: as the company.",
    )

    _check_lead_half_life_days = models.Constraint(
        'CHECK(lead_half_life_days >= 0)',
        "The half-life of memory cannot be negative. Use 0 for the one of the company.",
    )

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
