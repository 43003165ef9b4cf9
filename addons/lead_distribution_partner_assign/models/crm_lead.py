from odoo import models

UNACCEPTED_MEANINGS = (False, 'new', 'passed')
TAKEN_MEANINGS = ('accepted', 'qualified')


class CrmLead(models.Model):
    """A lead that is with a reseller: nobody else gets it until the reseller declines it."""

    _inherit = 'crm.lead'

    def _is_distributable(self):
        return super()._is_distributable() and not self.partner_assigned_id

    def write(self, vals):
        if 'partner_assigned_id' not in vals:
            return super().write(vals)
        if vals['partner_assigned_id']:
            # a reseller is no way around the claim either
            self._check_claimable_by_hand(vals['partner_assigned_id'])
        # sudo: distribution is no field of the user's; the reseller decides where the lead is
        had_reseller = self.sudo().filtered('partner_assigned_id')
        res = super().write(vals)
        self.sudo()._follow_reseller(had_reseller)
        return res

    def _follow_reseller(self, had_reseller):
        """Take the leads out of distribution, or send them there, as their reseller says."""
        given = self.filtered('partner_assigned_id')
        unowned = given.filtered(lambda lead: lead.distribution_state and not lead.user_id)
        unowned._leave_distribution('reassigned')
        returned = had_reseller & self - given
        returned.filtered(lambda lead: not lead.user_id)._enqueue_distribution()

    def _reassign(self, release_reason, explanation=''):
        # a missed deadline does not take a lead from the reseller who works on it
        own = self.filtered(lambda lead: not lead.partner_assigned_id)
        return super(CrmLead, own)._reassign(release_reason, explanation)

    def partner_interested(self, comment=False):
        self._check_may_answer()
        self._accept_for_reseller()
        return super().partner_interested(comment=comment)

    def partner_desinterested(self, comment=False, contacted=False, spam=False):
        self._check_may_answer()
        # sudo: checked above; portal users may answer for leads and change nothing of them
        leads = self.sudo()
        came_along = leads.filtered(
            lambda lead: lead.user_id and lead.user_id == lead.partner_assigned_id.user_id
        )
        res = super().partner_desinterested(comment=comment, contacted=contacted, spam=spam)
        leads._take_back_declined(came_along)
        return res

    def _check_may_answer(self):
        """Check that the user may answer for the reseller of these leads.

        :raises AccessError: for users of another reseller, and colleagues who may not change them
        """
        self._assert_portal_write_access()
        if not self.env.user._is_portal():
            self.check_access('write')

    def _accept_for_reseller(self):
        """Note that the reseller has taken these leads on."""
        # sudo: whoever calls has checked that the answer is the reseller's to give
        waiting = self.sudo().filtered(lambda lead: lead.lead_status_meaning in UNACCEPTED_MEANINGS)
        waiting._follow_to(waiting.env['lead.status']._by_meaning('accepted'))

    def _take_back_declined(self, came_along):
        """Send leads that their reseller declined on to somebody else.

        :param came_along: those that went to the reseller's own salesperson with the reseller
        """
        rules = self.env['lead.distribution.rule']
        came_along.filtered(lambda lead: rules._covers(lead.company_id.id))._release('declined')
        unowned = self.filtered(lambda lead: not lead.user_id)
        taken = unowned.filtered(lambda lead: lead.lead_status_meaning in TAKEN_MEANINGS)
        taken._follow_to(taken.env['lead.status']._by_meaning('passed'))
        unowned._enqueue_distribution()
