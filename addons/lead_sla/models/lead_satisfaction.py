from odoo import api, fields, models
from odoo.tools import SQL


class LeadSatisfaction(models.Model):
    """What one customer answered when asked after the sale."""

    _name = 'lead.satisfaction'
    _inherit = 'lead.bound.mixin'
    _description = "Customer Satisfaction"
    _order = 'date desc, id desc'
    _rec_name = 'lead_id'

    lead_id = fields.Many2one('crm.lead', "Sale", required=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one(related='lead_id.partner_id', string="Customer", store=True)
    team_id = fields.Many2one(related='lead_id.team_id', string="Sales Team", store=True)
    closed_by_id = fields.Many2one(related='lead_id.closed_by_id', string="Closed By", store=True)
    company_id = fields.Many2one(related='lead_id.company_id', store=True)
    user_id = fields.Many2one(
        'res.users', "Asked By", default=lambda self: self.env.user, required=True, index=True
    )
    date = fields.Datetime("Asked On", default=fields.Datetime.now, required=True, index=True)
    days_after_sale = fields.Integer(
        "Days After the Sale", compute='_compute_days_after_sale', store=True, aggregator='avg'
    )
    rating = fields.Selection(
        [
            ('0', "Not answered"),
            ('1', "Very dissatisfied"),
            ('2', "Dissatisfied"),
            ('3', "Neutral"),
            ('4', "Satisfied"),
            ('5', "Very satisfied"),
        ],
        "Satisfaction",
        default='0',
        required=True,
    )
    score = fields.Float(
        compute='_compute_score',
        store=True,
        aggregator='avg',
        help="From 1 to 5; who did not answer has none.",
    )
    comment = fields.Text()

    @api.depends('date', 'lead_id.date_closed')
    def _compute_days_after_sale(self):
        for answer in self:
            closed = answer.lead_id.date_closed
            answer.days_after_sale = (answer.date - closed).days if answer.date and closed else 0

    @api.depends('rating')
    def _compute_score(self):
        for answer in self:
            answer.score = int(answer.rating or 0)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Leave who did not answer out of the average."""
        if aggregate_spec == 'score:avg':
            return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, 'score', query))
        return super()._read_group_select(aggregate_spec, query)

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        for answer in answers:
            answer.lead_id._after_satisfaction(answer)
        return answers
