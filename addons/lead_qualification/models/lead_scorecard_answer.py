from odoo import fields, models


class LeadScorecardAnswer(models.Model):
    """An anchored answer to a criterion and the points it is worth."""

    _name = 'lead.scorecard.answer'
    _inherit = ['lead.number.mixin']
    _description = "Scorecard Answer"
    _order = 'criterion_id, points, sequence, id'

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
