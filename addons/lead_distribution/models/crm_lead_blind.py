from odoo import models


class CrmLead(models.Model):
    """Nobody is told of a lead that its pool hides from him: no follower, no recipient."""

    _inherit = 'crm.lead'

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # the state of the pool decides, also for those who may not read it
        leads = self.sudo().filtered('pool_id')
        if not leads or not partner_ids:
            return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)
        partners = self.env['res.partner'].sudo().browse(partner_ids)
        for place in leads.grouped(lambda lead: lead._pool_place()).values():
            told = partners - place[:1]._filter_kept_out(partners)
            super(CrmLead, self.browse(place.ids))._message_subscribe(
                told.ids, subtype_ids, customer_ids
            )
        return super(CrmLead, self - leads.sudo(False))._message_subscribe(
            partner_ids, subtype_ids, customer_ids
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if len(self) != 1:
            return recipients
        partners = (
            self.env['res.partner']
            .sudo()
            .browse(recipient['id'] for recipient in recipients if recipient['id'])
        )
        kept_out = self._filter_kept_out(partners).ids
        return [recipient for recipient in recipients if recipient['id'] not in kept_out]

    def _filter_kept_out(self, partners):
        """Return those of the partners whose user the pool hides this lead from."""
        lead = self.sudo()  # the pool decides, whoever asks
        if lead.pool_id.method not in ('blind_pull', 'shotgun'):
            return partners.browse()
        return partners.filtered(
            lambda partner: any(lead.with_user(user)._is_hidden() for user in partner.user_ids)
        )

    def _drop_blind_followers(self):
        """Have nobody follow these leads who may not read them."""
        for leads in self.grouped(lambda lead: lead._pool_place()).values():
            kept_out = leads[:1]._filter_kept_out(leads.sudo().message_partner_ids)
            if kept_out:
                leads.message_unsubscribe(partner_ids=kept_out.ids)
