from odoo import fields, models


class LeadStatusReason(models.Model):
    _inherit = 'lead.status.reason'

    goes_to = fields.Selection(
        [
            ('marketing', "Back to whoever passed it"),
            ('next_rep', "On to another salesperson"),
        ],
        "Rejected Lead Goes",
        required=True,
        default='marketing',
    )
