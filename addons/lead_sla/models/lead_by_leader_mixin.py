from odoo import models
from odoo.exceptions import AccessError


class LeadByLeaderMixin(models.AbstractModel):
    """What is written by who leads a sales team: no screen offers it to those who lead none.

    Of which team it may be is said by record rules.
    """

    _name = 'lead.by.leader.mixin'
    _description = "Written by Team Leaders"

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or operation == 'read' or self._leads_a_team():
            return result
        return self, lambda: AccessError(
            self.env._(
                "Reviews and targets are set up by who leads a sales team, and by sales "
                "administrators. Ask the leader of your team."
            )
        )

    def _leads_a_team(self):
        if self.env.su or self.env.user.has_group('sales_team.group_sale_manager'):
            return True
        # sudo: who leads a team is no secret
        teams = self.env['crm.team'].sudo()
        return bool(teams.search_count([('user_id', '=', self.env.uid)], limit=1))
