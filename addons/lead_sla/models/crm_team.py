from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    resource_calendar_id = fields.Many2one(
        'resource.calendar',
        "Working Hours",
        check_company=True,
        help="Response times of this team count in these hours, unless a salesperson has others.",
    )
