from odoo import models


class ResUsers(models.Model):
    """Archived users leave their pools."""

    _inherit = 'res.users'

    def write(self, vals):
        res = super().write(vals)
        if 'active' in vals:
            # said here and not by a dependency, which would have Odoo write each new user before
            # the user has any groups
            pools = self.env['lead.pool'].sudo().with_context(active_test=False)
            pools = pools.search([('user_ids', 'in', self.ids)])
            self.env.add_to_compute(pools._fields['member_ids'], pools)
        return res
