from datetime import timedelta

from odoo import fields, models

from ..engine import ClaimLimits


class LeadPool(models.Model):
    """How much a member may claim, who is first, and how long he may leave it unworked."""

    _inherit = 'lead.pool'

    unworked_claim_cap = fields.Integer(
        "Unworked Claims",
        help="The most leads of this pool somebody may hold without having worked on them, "
        "empty for no limit.",
    )
    hourly_claim_cap = fields.Integer(
        "Claims an Hour", help="The most claims from this pool in 60 minutes, empty for no limit."
    )
    daily_claim_cap = fields.Integer(
        "Claims a Day",
        help="The most claims from this pool from midnight to midnight, empty for no limit.",
    )
    cool_down_minutes = fields.Integer(
        "Cool-Down (minutes)", help="How long somebody waits after a claim, empty for not at all."
    )
    return_minutes = fields.Integer(
        "Return After (working minutes)",
        help="A claimed lead nobody has worked on goes back to the pool after so much working time "
        "of its salesperson, empty for never.",
    )
    senior_user_ids = fields.Many2many(
        'res.users',
        'lead_pool_senior_rel',
        string="Seniors",
        domain="[('id', 'in', member_ids)]",
        help="Members who may claim a new lead before the others.",
    )
    senior_minutes = fields.Integer(
        "Seniors First (minutes)",
        help="How long a new lead is for the seniors alone, empty for not at all.",
    )
    step_ids = fields.One2many('lead.pool.step', 'pool_id', "Steps", copy=True)

    def _has_seniors(self):
        """Tell whether some members may claim new leads before the others."""
        return bool(self.senior_minutes and self.senior_user_ids & self.member_ids)

    def _claim_limits(self):
        """Return the limits of claims as the engine wants them."""
        return ClaimLimits(
            unworked=self.unworked_claim_cap,
            hourly=self.hourly_claim_cap,
            daily=self.daily_claim_cap,
            cool_down=timedelta(minutes=self.cool_down_minutes),
        )
