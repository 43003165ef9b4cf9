from odoo import models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    def _compute_assignment_enabled(self):
        """Rules of ours do not bring up the buttons of Odoo's own assignment."""
        team = self.with_context(only_core_assignment=True)
        return super(CrmTeam, team)._compute_assignment_enabled()
