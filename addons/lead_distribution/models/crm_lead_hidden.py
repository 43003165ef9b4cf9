from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain


class CrmLead(models.Model):
    """Who may not know of a lead that lies in a pool.

    Record rules hide such a lead and all that is about it (``lead_visibility``). Here is what they
    ask, and what they alone would not hide: names and duplicates, which Odoo reads as superuser.
    """

    _inherit = 'crm.lead'

    @api.model
    def _hidden_domain(self):
        """Return the domain of the leads that their pool hides from the user.

        Nobody sees a blind lead but sales administrators who are no members of its pool; a
        shotgun lead is seen by them all, and by the people of its segment.
        """
        user = self.env.user
        if user.id == SUPERUSER_ID:
            return Domain.FALSE
        blind = Domain('method', '=', 'blind_pull')
        if user.has_group('sales_team.group_sale_manager'):
            return Domain('pool_id', 'any!', blind & Domain('member_ids', 'in', [user.id]))
        shotgun = Domain('pool_id', 'any!', Domain('method', '=', 'shotgun'))
        return Domain('pool_id', 'any!', blind) | (shotgun & ~self._own_segment_domain(user))

    @api.model
    def _own_segment_domain(self, user):
        """Return the domain of the leads whose segment, or its fallback, the user belongs to."""
        own = Domain('pool_segment_id', 'any!', Domain('member_ids', 'in', [user.id]))
        next_one = Domain('pool_segment_id', 'any!', Domain('fallback_member_ids', 'in', [user.id]))
        return own | (Domain('pool_opened', '=', True) & next_one)

    def _filter_hidden(self):
        """Return those of the leads that their pool hides from the user, superuser mode or not."""
        pooled = self.sudo().filtered('pool_id')  # a hidden lead is not his to read
        return pooled.filtered_domain(self._hidden_domain()).with_env(self.env)

    @api.depends_context('uid')
    def _compute_display_name(self):
        """Give no name of a hidden lead away, where it is read as superuser for the user.

        So reads every field that points at a lead, and the sentence that refuses access.
        """
        res = super()._compute_display_name()
        self._filter_hidden().display_name = self.env._("Lead in a pool")
        return res

    @api.depends_context('uid')
    def _compute_potential_lead_duplicates(self):
        """Say nothing about hidden leads, not even that they exist."""
        res = super()._compute_potential_lead_duplicates()
        for lead in self:
            hidden = (lead.duplicate_lead_ids - lead)._filter_hidden()
            if hidden:
                lead.duplicate_lead_ids -= hidden
                lead.duplicate_lead_count -= len(hidden)
        return res
