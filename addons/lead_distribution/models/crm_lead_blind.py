from odoo import models


class CrmLead(models.Model):
    """Nobody is told of a lead who may not read it: followers, recipients."""

    _inherit = 'crm.lead'

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # the state of the pool decides, also for those who may not read it
        blind = self.sudo().filtered(lambda lead: lead._is_blind())
        if blind and partner_ids:
            partners = self.env['res.partner'].sudo().browse(partner_ids)
            for pool, leads in blind.grouped('pool_id').items():
                sighted = (partners - pool._blind_partners(partners)).ids
                super(CrmLead, self.browse(leads.ids))._message_subscribe(
                    sighted, subtype_ids, customer_ids
                )
            return super(CrmLead, self - blind)._message_subscribe(
                partner_ids, subtype_ids, customer_ids
            )
        return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)

    def _is_blind(self):
        return self.pool_id.method == 'blind_pull'

    def _drop_blind_followers(self):
        """Have nobody follow these leads who may not read them."""
        for pool, leads in self.filtered(lambda lead: lead._is_blind()).grouped('pool_id').items():
            blind = pool._blind_partners(leads.message_partner_ids)
            leads.message_unsubscribe(partner_ids=blind.ids)
