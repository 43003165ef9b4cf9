from odoo import models


class CrmLead(models.Model):
    """What a pool does with leads that nobody claims, step by step."""

    _inherit = 'crm.lead'

    def _plan_pool_steps(self):
        """Note when the pool does its next step with each of these leads, and wake it then."""
