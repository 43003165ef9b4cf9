from odoo import models

LISTED = 20


class CrmLead(models.Model):
    """Messages to new owners: one for all leads of a batch, and no web push for who wants quiet."""

    _inherit = 'crm.lead'

    def _send_owner_message(self, user):
        """Send a new owner one message about all these leads, in the language of the context."""
        title = self.env._("You have %s new leads.", len(self))
        document = self.browse()  # a message about several leads is on none of them
        if len(self) == 1:
            title = self.env._("You have a new lead: %s", self.display_name)
            document = self
        values = {'leads': self[:LISTED], 'count': len(self)}
        document.message_notify(
            partner_ids=user.partner_id.ids,
            subject=title,
            body=self.env['ir.qweb']._render(
                'lead_distribution.lead_new_owner_message', values, minimal_qcontext=True
            ),
            reply_to=self.env.user.email_formatted,  # to whoever gave the leads, no document
            force_record_name=title,
            force_email_company=user.company_id,
            force_send=False,  # a slow mail server must not hold up distribution
        )

    def _notify_thread_by_web_push(self, message, recipients_data, msg_vals=False, **kwargs):
        """Leave out salespeople who are quiet, busy or away: it waits for them in the inbox."""
        if message.message_type == 'user_notification':
            # sudo: whether a colleague wants quiet is not the sender's to read
            users = self.env['res.users'].sudo()
            users = users.browse(data['uid'] for data in recipients_data if data['uid'])
            quiet = users.filtered(lambda user: user.lead_quiet or not user.lead_available)
            recipients_data = [data for data in recipients_data if data['uid'] not in quiet.ids]
        return super()._notify_thread_by_web_push(
            message, recipients_data, msg_vals=msg_vals, **kwargs
        )
