from odoo import models
from odoo.exceptions import AccessError


class LeadReview(models.Model):
    """Who plans reviews at all, so that no screen offers it to anybody else."""

    _inherit = 'lead.review'

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation == 'read' or self._may_plan():
            return result
        return self, lambda: AccessError(
            self.env._(
                "Reviews are planned by who leads a sales team, and by sales administrators. "
                "Ask the leader of your team to plan one."
            )
        )

    def _may_plan(self):
        if self.env.su or self.env.user.has_group('sales_team.group_sale_manager'):
            return True
        # sudo: who leads a team is no secret
        teams = self.env['crm.team'].sudo()
        return bool(teams.search_count([('user_id', '=', self.env.uid)], limit=1))
