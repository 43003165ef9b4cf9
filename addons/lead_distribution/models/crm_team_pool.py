from odoo import models


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    def _pool_members(self, company):
        """Return who is in these teams and may be in a pool of a company."""
        # who is in a team, and works where, decides for whoever changes it, also if not his to read
        users = self.sudo().crm_team_member_ids.filtered('active').user_id
        users = users.filtered(lambda user: user.active and not user.share)
        return users.filtered(lambda user: not company or company in user.company_ids).sudo(
            self.env.su
        )
