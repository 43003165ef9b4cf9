from odoo import fields, models


class LeadDistributionRule(models.Model):
    """What a rep gets for leads he gives back, and how many those may be."""

    _inherit = 'lead.distribution.rule'

    replacement = fields.Selection(
        [
            ('usual', "On the usual turn"),
            ('at_once', "The next lead of the rule"),
            ('never', "None, it counts as given"),
        ],
        "Replacement for a Rejected Lead",
        required=True,
        default='usual',
        help="On the usual turn: the rejected lead does not count, and the next one comes when it "
        "is the salesperson's turn again.",
    )
    reject_cap = fields.Integer(
        "Rejected Leads a Day",
        help="The most leads of this rule that a salesperson gives back in a day, "
        "empty for no limit.",
    )

    _check_reject_cap = models.Constraint(
        'CHECK (reject_cap >= 0)',
        "The limit of rejected leads a day cannot be negative. Leave it empty for no limit.",
    )
