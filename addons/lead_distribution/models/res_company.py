from odoo import fields, models


class ResCompany(models.Model):
    _inherit = 'res.company'

    lead_leave_days = fields.Integer(
        "Give Back After Days of Leave",
        default=3,
        help="Untouched leads of a salesperson who goes on leave or away for more than this many "
        "days go back into distribution. Empty: they stay.",
    )
    lead_team_change_returns = fields.Boolean(
        "Give Back on Team Change",
        default=True,
        help="Untouched leads of a salesperson who leaves the team or the rule they came from go "
        "back into distribution.",
    )

    _check_lead_leave_days = models.Constraint(
        'CHECK (lead_leave_days >= 0)',
        "The days of leave cannot be negative. "
        "Leave it empty if the leads stay with their salesperson.",
    )
