from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LeadScorecardCriterion(models.Model):
    """One thing a scorecard looks at: a question with anchored answers, or a filter on the lead."""

    _name = 'lead.scorecard.criterion'
    _inherit = ['lead.number.mixin', 'lead.shared.mixin']
    _description = "Scorecard Criterion"
    _order = 'scorecard_id, sequence, id'
    _company_path = 'scorecard_id.company_id'

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

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.scorecard_id._profiles_changed()
        return criteria

    def write(self, vals):
        res = super().write(vals)
        self.scorecard_id._profiles_changed()
        return res

    def unlink(self):
        cards = self.scorecard_id
        # answers go first: a line points to both, PostgreSQL checks one while the other goes
        self.answer_ids.unlink()
        res = super().unlink()
        cards._profiles_changed()
        return res

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


class LeadScorecardAnswer(models.Model):
    """An anchored answer to a criterion and the points it is worth."""

    _name = 'lead.scorecard.answer'
    _inherit = ['lead.number.mixin', 'lead.shared.mixin']
    _description = "Scorecard Answer"
    _order = 'criterion_id, points, sequence, id'
    _company_path = 'criterion_id.scorecard_id.company_id'

    criterion_id = fields.Many2one(
        'lead.scorecard.criterion', required=True, index=True, ondelete='cascade'
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    points = fields.Integer(required=True, default=0)
    is_knock_out = fields.Boolean("Knock-out", help="This answer alone disqualifies the lead.")

    _check_points = models.Constraint(
        'CHECK(points >= 0 AND points <= 100)', "Points must lie between 0 and 100."
    )

    def _offer(self):
        """Return what the screen of the discovery call needs to offer this answer."""
        return {
            'id': self.id,
            'name': self.name,
            'points': self.points,
            'is_knock_out': self.is_knock_out,
        }
