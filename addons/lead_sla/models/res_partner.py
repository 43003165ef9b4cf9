from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What is written to a contact is about its open lead; plans greet on its occasion."""

    _inherit = 'res.partner'

    occasion_name = fields.Char(
        "Occasion", help="For example a birthday or the company's founding."
    )
    occasion_date = fields.Date(help="Follow-up plans greet on this day each year.")

    def write(self, vals):
        celebrating = self._changing_occasion(vals)
        res = super().write(vals)
        if 'tz' in vals and self.user_ids:
            # the hours of a person are in the person's time zone
            self.env['lead.sla']._mark_stale(Domain('user_id', 'in', self.user_ids.ids))
        if celebrating:
            # sudo: whoever knows a customer's birthday need not see the plans that greet on it
            self.env['lead.plan.run'].sudo()._ask_again(celebrating)
        return res

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        leads = self.env['crm.lead']
        is_told = any(recipient['id'] and recipient['id'] == self.id for recipient in recipients)
        if is_told and leads._is_by_hand(message, kwargs):
            author = leads._find_colleagues(message).filtered('active')[:1]
            lead = self._find_talks(author).get(self.id, leads)
            lead._take_message(message, recipients, kwargs)
        return recipients

    def _find_talks(self, user):
        """Return ``{contact id: lead}``, the lead about which ``user`` talks with each contact.

        It is the only open lead of the contact that the user owns, else the only one that the user
        may read. Where it could be several, nobody knows which one is meant.
        """
        if not (self and user):
            return {}
        leads = self.env['crm.lead'].with_user(user)
        leads = leads.with_context(allowed_company_ids=user.company_ids.ids)
        if not leads.has_access('read'):
            return {}  # people outside sales write to contacts as well
        domain = leads._open_domain() & Domain('partner_id', 'in', self.ids)
        talks = {}
        for contact, some in leads.search(domain).grouped('partner_id').items():
            own = some.filtered(lambda lead: lead.user_id == user) or some
            if len(own) == 1:
                talks[contact.id] = own.with_env(self.env)
        return talks

    def _next_occasion(self, moment):
        """Return the first occasion on or after a moment, ``None`` where none is known."""
        date = self.occasion_date
        if not date:
            return None
        years = max(moment.year - date.year, 0)
        day = date + relativedelta(years=years)
        if day < moment.date():
            day = date + relativedelta(years=years + 1)
        return datetime.combine(day, time(12))

    def _changing_occasion(self, vals):
        """Return the contacts whose occasion these values change."""
        if 'occasion_date' not in vals:
            return self.browse()
        date = fields.Date.to_date(vals['occasion_date']) or False
        return self.filtered(lambda partner: partner.occasion_date != date)
