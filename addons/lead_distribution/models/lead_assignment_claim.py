from odoo import fields, models


class LeadAssignment(models.Model):
    """Claims: whether the rep has begun with the lead, and when it goes back if not."""

    _inherit = 'lead.assignment'

    worked_at = fields.Datetime(
        "Worked On", help="When the salesperson began with a lead he had claimed."
    )
    return_at = fields.Datetime(
        "Back in the Pool On", help="When the lead goes back if its salesperson has not begun."
    )

    _unworked_idx = models.Index(
        "(user_id, pool_id) WHERE released_at IS NULL AND worked_at IS NULL AND origin = 'claim'"
    )
    _return_idx = models.Index(
        "(return_at) WHERE released_at IS NULL AND worked_at IS NULL AND return_at IS NOT NULL"
    )
