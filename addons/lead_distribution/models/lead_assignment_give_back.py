from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

UNTOUCHED_MEANINGS = (False, 'new', 'passed')


class LeadAssignment(models.Model):
    """Leads that go back because the rep who has not touched them is gone."""

    _inherit = 'lead.assignment'

    @api.model
    def _open_of(self, users, domain=Domain.TRUE):
        """Return the open stints these users did not get by hand."""
        return self.search(
            Domain('user_id', 'in', users.ids)
            & Domain('released_at', '=', False)
            & Domain('origin', '!=', 'manual')
            & Domain('lead_id.won_status', '=', 'pending')
            & domain
        )

    def _filter_untouched(self):
        """Return the stints in which the rep has done nothing with the lead yet."""
        return self.filtered(
            lambda stint: (
                stint.lead_id.user_id == stint.user_id
                and stint.lead_id.lead_status_meaning in UNTOUCHED_MEANINGS
            )
        )

    def _give_back(self, release_reason, note=''):
        """Send the untouched leads of these stints back into distribution.

        A lead that somebody works on this moment is touched by that and stays.
        """
        leads = self._filter_untouched().lead_id.try_lock_for_update(allow_referencing=True)
        if leads:
            leads._release(release_reason, note)
            leads._enqueue_distribution()
        return leads

    def _after_days(self, absence):
        """Return the stints whose company does not wait for a rep who is gone that long."""

        def is_too_long(stint):
            days = stint._policy_company().lead_leave_days
            return days and absence > timedelta(days=days)

        return self.filtered(is_too_long)

    def _policy_company(self):
        self.ensure_one()
        return self.company_id or self.user_id.company_id

    def _give_back_on_team_change(self):
        """Send the leads back whose company wants that when a rep leaves the team or the rule."""
        returning = self.filtered(lambda stint: stint._policy_company().lead_team_change_returns)
        return returning._give_back('team_changed')
