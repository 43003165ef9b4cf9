from odoo import api, models

OFFERED_STATES = ('sent', 'sale')


class SaleOrder(models.Model):
    """The quotation of a lead is its offer, and what is written on it is about the lead."""

    _inherit = 'sale.order'

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._filter_offered()._note_offers()
        return orders

    def write(self, vals):
        if not vals.keys() & {'state', 'opportunity_id'}:
            return super().write(vals)
        # one that moves to another lead, as when leads are merged, has been an offer already
        before = self._filter_offered()
        result = super().write(vals)
        (self._filter_offered() - before)._note_offers()
        return result

    def _filter_offered(self):
        """Return those of the orders that the customer of a lead has got."""
        return self.filtered(lambda order: order.opportunity_id and order.state in OFFERED_STATES)

    def _note_offers(self):
        """Note that the leads of these orders have got an offer, if the user may read them."""
        leads = self.opportunity_id._filtered_access('read')
        # sudo: whoever sends the quotation does the step of the plan, whoever was to do it. The
        # mail is the contact with the customer, the step is not another one
        leads = leads.sudo().with_context(lead_touch_recorded=True)
        leads.filtered(lambda lead: lead.won_status == 'pending')._give_offer()

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        # sudo: what the customer writes reaches the lead, whoever takes it in
        lead = self.sudo().opportunity_id
        if lead and (colleagues := lead._find_colleagues(message)):
            lead = lead._readable_by(colleagues.filtered('active')[:1]).sudo()
        lead._take_message(message, recipients, kwargs)
        return recipients
