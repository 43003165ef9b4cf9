from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    resource_calendar_id = fields.Many2one(
        'resource.calendar',
        "Working Hours",
        domain="[('company_id', 'in', [company_id, False])] if company_id else []",
        help="Working and response times of this team count in these hours, unless a salesperson "
        "has others.",
    )

    def _compute_assignment_enabled(self):
        """Rules of ours do not bring up the buttons of Odoo's own assignment."""
        team = self.with_context(only_core_assignment=True)
        return super(CrmTeam, team)._compute_assignment_enabled()
