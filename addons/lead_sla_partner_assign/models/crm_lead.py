from odoo import api, models
from odoo.addons.lead_sla.models.touch.crm_lead import KIND_BY_MESSAGE_TYPE
from odoo.fields import Domain


class CrmLead(models.Model):
    """What the reseller of a lead does with it counts as if a salesperson did it."""

    _inherit = 'crm.lead'

    @api.depends('partner_assigned_id')
    def _compute_follow_up_gap(self):
        return super()._compute_follow_up_gap()

    @api.model
    def _unowned_domain(self):
        return super()._unowned_domain() & Domain('partner_assigned_id', '=', False)

    def partner_interested(self, comment=False):
        res = super().partner_interested(comment=comment)  # which checks who answers
        self._follow_up_for_reseller()
        return res

    def partner_desinterested(self, comment=False, contacted=False, spam=False):
        self._check_may_answer()
        if contacted:
            self._follow_up_for_reseller()
        return super().partner_desinterested(comment=comment, contacted=contacted, spam=spam)

    def _follow_up_for_reseller(self):
        """Record the reseller's answer as a touch."""
        # sudo: whoever calls has checked that the answer is the reseller's to give
        self.sudo()._follow_up('message', user_id=self.env.uid)

    def _is_reseller(self, partner):
        """Tell whether a contact works for the reseller who has this lead."""
        reseller = self.sudo().partner_assigned_id.commercial_partner_id
        return bool(reseller) and partner.sudo().commercial_partner_id == reseller

    def _follow_up_message(self, message, recipients, is_to_number):
        """Record what the reseller writes as the reseller's touch, not as the customer's."""
        author = message.sudo().author_id
        if not self._is_reseller(author):
            return super()._follow_up_message(message, recipients, is_to_number)
        self._accept_for_reseller()
        kind = KIND_BY_MESSAGE_TYPE.get(message.message_type, 'email')
        # sudo: the accounts of a contact are not the user's to read
        user = author.sudo().user_ids[:1]
        return self._follow_up(kind, message_id=message.id, user_id=user.id)
