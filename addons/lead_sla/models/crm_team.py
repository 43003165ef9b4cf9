from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    resource_calendar_id = fields.Many2one(
        'resource.calendar',
        "Working Hours",
        domain="[('company_id', 'in', [company_id, False])] if company_id else []",
        help="Response times of this team count in these hours, unless a salesperson has others.",
    )
