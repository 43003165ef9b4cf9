from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LeadScorecardCriterion(models.Model):
    """One thing a scorecard looks at: a question with anchored answers, or a filter on the lead."""

    _name = 'lead.scorecard.criterion'
    _inherit = ['lead.number.mixin']
    _description = "Scorecard Criterion"
    _order = 'scorecard_id, sequence, id'

    scorecard_id = fields.Many2one('lead.scorecard', required=True, index=True, ondelete='cascade')
    source = fields.Selection(related='scorecard_id.source')
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    question = fields.Text(
        translate=True, help="What the rep asks on the discovery call, one question per line."
    )
    guidance = fields.Text(translate=True, help="How to judge what the customer answers.")
    weight = fields.Float(default=1, required=True)
    required = fields.Boolean(default=True)
    met_points = fields.Integer(
        "Met From", default=2, help="An answer with at least these points meets the criterion."
    )
    answer_ids = fields.One2many('lead.scorecard.answer', 'criterion_id', copy=True)
    domain = fields.Char("Leads That Meet It", default='[]')

    _check_weight = models.Constraint(
        'CHECK(weight > 0)', "The weight of a criterion must be more than zero."
    )

    @api.constrains('domain')
    def _check_domain(self):
        for criterion in self:
            criterion.scorecard_id._parse_domain(criterion.domain)

    @api.constrains('met_points', 'answer_ids')
    def _check_met_points(self):
        in_use = self.filtered('scorecard_id.active')
        in_use.filtered('answer_ids')._check_answers()

    def _check_answers(self):
        """Refuse questions that leave no choice or that no answer could meet."""
        for criterion in self.filtered(lambda criterion: criterion.source == 'answered'):
            if len(criterion.answer_ids) < 2:
                raise ValidationError(
                    self.env._(
                        "Give the criterion %s at least two answers to choose from.", criterion.name
                    )
                )
            if criterion.met_points > criterion._max_points():
                raise ValidationError(
                    self.env._(
                        "No answer to %(criterion)s could ever meet it: it is met from "
                        "%(met)s points, and its best answer gives %(best)s.",
                        criterion=criterion.name,
                        met=criterion.met_points,
                        best=criterion._max_points(),
                    )
                )

    def _max_points(self):
        """Return the most points this criterion can give."""
        if self.source == 'evaluated':
            return 1
        return max(self.answer_ids.mapped('points'), default=0)

    def _data_fields(self):
        """Return the names of the lead's fields the filter of an evaluated criterion reads."""
        domain = self.scorecard_id._parse_domain(self.domain)
        return {condition.field_expr.split('.')[0] for condition in domain.iter_conditions()}
