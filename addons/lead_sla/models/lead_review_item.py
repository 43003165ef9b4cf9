from odoo import fields, models


class LeadReviewItem(models.Model):
    """One line of the agenda of a review that was held, as it was then.

    What it says of a lead is seen by who may see the lead now, and goes when the lead goes.
    """

    _name = 'lead.review.item'
    _inherit = 'lead.bound.mixin'
    _description = "Agenda Line of a Review"
    _order = 'review_id, sequence, id'
    _rec_name = 'section'
    _lead_optional = True

    review_id = fields.Many2one('lead.review', required=True, index=True, ondelete='cascade')
    section = fields.Selection(
        lambda self: self.env['lead.review']._select_sections(), required=True
    )
    sequence = fields.Integer()
    lead_id = fields.Many2one('crm.lead', index='btree_not_null', ondelete='cascade')
    company_id = fields.Many2one('res.company', ondelete='cascade')
    values = fields.Json()
