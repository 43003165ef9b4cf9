from odoo import fields, models

from .lead_status import MEANINGS, NEGATIVE_MEANINGS


class LeadStatusReason(models.Model):
    """Why a lead is sent back, given up, thrown away or rejected."""

    _name = 'lead.status.reason'
    _inherit = ['lead.number.mixin']
    _description = "Lead Status Reason"
    _order = 'meaning, sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    meaning = fields.Selection(
        [
            *(item for item in MEANINGS if item[0] in NEGATIVE_MEANINGS),
            ('rejected', "Rejected by Sales"),
        ],
        required=True,
        help="What this reason can be given for.",
    )
    nurture_days = fields.Integer(
        default=30,
        help="Days after which a recycled lead comes back as new by itself. 0: it waits for you.",
    )
    is_waiting = fields.Boolean(
        "Waits for a Product or Offer",
        help="Asks what the lead waits for, so that it can be told once that is available.",
    )

    _check_waiting = models.Constraint(
        "CHECK(is_waiting IS NOT TRUE OR meaning = 'recycle')",
        "Only a recycled lead can wait for a product or offer.",
    )
    _check_nurture_days = models.Constraint(
        'CHECK(nurture_days >= 0)', "Nurture days must be zero or more."
    )
