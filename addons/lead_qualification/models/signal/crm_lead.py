from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

# what a person of ours writes to a customer from the chatter
OUTGOING = ('comment', 'email_outgoing')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    signal_ids = fields.One2many('lead.signal', 'lead_id', "Signals")

    _email_idx = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    @api.model
    def _is_web_form(self):
        """Tell whether a visitor's form on Odoo's own website is being handled."""
        return bool(request) and '/website/form/' in request.httprequest.path

    @api.model
    def _with_emails(self, emails):
        """Return the active leads with one of these normalized addresses that the user may read.

        A domain with many addresses would be answered by Odoo's trigram index, which takes
        longer with each lead there is: a minute for 2,000 addresses among 100,000 leads.
        """
        self.flush_model(['email_normalized'])
        rows = self.env.execute_query(
            SQL(
                """SELECT lead.id FROM UNNEST(%s::text[]) AS wanted(email)
                     JOIN crm_lead AS lead ON lead.email_normalized = wanted.email""",
                list(emails),
            )
        )
        return self.search([('id', 'in', [lead_id for (lead_id,) in rows])], order='id')

    def _message_post_after_hook(self, message, msg_vals):
        res = super()._message_post_after_hook(message, msg_vals)
        if kind := self._signal_of_message(message):
            # who writes to us does not record signals himself
            self.env['lead.signal'].sudo()._record_kind(
                kind, self, res_model='mail.message', res_id=message.id
            )
            if kind != 'call':
                self._wake_by_customer()
        return res

    def _signal_of_message(self, message):
        """Return the kind of signal that ``message`` on this lead is, or ``None``."""
        message = message.sudo()
        if message.mail_activity_type_id.category == 'phonecall':
            return 'call'
        is_automatic = self.env.context.get('lead_mail_automatic')
        if message.message_type != 'email' or is_automatic or self._is_ours(message.author_id):
            return None
        earlier = message.search(
            [
                ('model', '=', 'crm.lead'),
                ('res_id', 'in', self.ids),
                ('id', '<', message.id),
                ('message_type', 'in', OUTGOING),
                ('subtype_id.internal', '=', False),
            ]
        )
        answered = any(self._is_ours(author) for author in earlier.author_id)
        return 'mail_answered' if answered else 'mail_received'

    @api.model
    def _is_ours(self, partner):
        return bool(partner) and not partner.partner_share

    def _message_receive_bounce(self, email, partner):
        res = super()._message_receive_bounce(email, partner)
        day = fields.Date.to_string(self.env.cr.now())
        Signal = self.env['lead.signal'].sudo()  # the mail gateway tells it, not a person
        for lead in self:  # one bounced mail rarely concerns more than one lead
            Signal._record_kind('bounced', lead, external_ref=f'bounce,{lead.id},{day}')
        return res

    def _record_web_form(self):
        """Record that these new leads come from a form of Odoo's website, if they do."""
        if self._is_web_form():
            self.env['lead.signal'].sudo()._record_kind('form', self)
