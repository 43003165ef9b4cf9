from odoo import models


class CrmLead(models.Model):
    """What record rules alone do not hide of an unclaimed blind lead."""

    _inherit = 'crm.lead'

    def _compute_potential_lead_duplicates(self):
        """Say nothing about leads that lie in a blind pool, not even that they exist."""
        res = super()._compute_potential_lead_duplicates()
        for lead in self:
            hidden = lead.duplicate_lead_ids.filtered(
                lambda other, lead=lead: other != lead and other._is_blind()
            )
            if hidden:
                lead.duplicate_lead_ids -= hidden
                lead.duplicate_lead_count -= len(hidden)
        return res

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
