from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """In which pools a user is; archived users leave theirs."""

    _inherit = 'res.users'

    def _among(self, places, people):
        """Return those of these pools, segments or steps in whose list of people the user is.

        The database is asked, so that a pool with a thousand members need not be read.
        """
        if not places:
            return places
        places.flush_model([people])  # who is in them may be still to be computed
        return places.with_context(active_test=False).search(
            Domain('id', 'in', places.ids) & Domain(people, 'in', self.ids)
        )

    def _refresh_pools(self):
        """Have the pools of users who were archived or restored know their members anew."""
        # said here and not by a dependency, which would have Odoo write each new user before the
        # user has any groups
        pools = self.env['lead.pool'].sudo().with_context(active_test=False)
        pools = pools.search([('user_ids', 'in', self.ids)])
        self.env.add_to_compute(pools._fields['member_ids'], pools)
