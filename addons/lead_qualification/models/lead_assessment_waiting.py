from odoo import fields, models


class LeadAssessment(models.Model):
    """A call may end with a customer who waits for something that is not there yet."""

    _inherit = 'lead.assessment'

    outcome_is_waiting = fields.Boolean(related='outcome_reason_id.is_waiting')
    outcome_awaited_tag_ids = fields.Many2many(
        'crm.tag',
        'lead_assessment_awaited_tag_rel',
        'assessment_id',
        'tag_id',
        "Waiting For",
        copy=False,
        help="The products or offers to tell this customer about as soon as they are available.",
    )
