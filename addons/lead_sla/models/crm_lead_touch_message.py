from odoo import api, models
from odoo.tools.mail import email_normalize_all

# what people write; what Odoo sends by itself or in a mailing has other types
KIND_BY_MESSAGE_TYPE = {
    'comment': 'email',
    'email': 'email',
    'sms': 'message',
    'whatsapp_message': 'message',
}


class CrmLead(models.Model):
    """Messages between a colleague and the customer, which are touches."""

    _inherit = 'crm.lead'

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self._take_message(message, recipients, kwargs)
        return recipients

    def _take_message(self, message, recipients, notification):
        """Record a message about these leads as a touch of theirs, wherever it was written."""
        if self and self._is_by_hand(message, notification):
            numbers = notification.get('sms_numbers') or ()
            is_to_number = message.message_type == 'sms' and any(numbers)
            self._follow_up_message(message, recipients, is_to_number)

    def _is_by_hand(self, message, notification):
        """Tell whether a person sends this message now."""
        if self._is_notification_scheduled(notification.get('scheduled_date')):
            return False
        context = self.env.context
        if context.get('lead_mail_by_hand'):
            return True
        if message.message_type not in KIND_BY_MESSAGE_TYPE or context.get('lead_mail_automatic'):
            return False
        # mail that is fetched, and messages whose time has come, are by hand whoever delivers them
        is_delivered = message.message_type == 'email' or notification.get('skip_existing')
        return bool(is_delivered) or not self.env['lead.touch']._is_automatic()

    def _follow_up_message(self, message, recipients, is_to_number):
        """Record a message between a colleague and the customer as a touch.

        Internal notes and what reaches nobody outside are none.
        """
        colleagues = self._find_colleagues(message)
        rep = colleagues.filtered('active')[:1]
        kind = KIND_BY_MESSAGE_TYPE.get(message.message_type, 'email')
        if not colleagues and self._is_received(message):
            self._follow_up(kind, direction='in', message_id=message.id, user_id=False)
        elif rep and (is_to_number or self._is_to_customer(message, recipients)):
            self._follow_up(kind, message_id=message.id, user_id=rep.id)

    @api.model
    def _find_colleagues(self, message):
        """Return the accounts of the author of a message who works here, archived ones as well."""
        # sudo: the author's accounts tell a colleague from a customer
        accounts = message.sudo().author_id.with_context(active_test=False).user_ids
        return accounts.filtered(lambda user: not user.share)

    def _readable_by(self, user):
        """Return those of these leads that a user may read, in whichever company."""
        if not user:
            return self.browse()
        leads = self.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return leads._filtered_access('read').with_env(self.env)

    def _is_received(self, message):
        """Tell whether a message of an outsider has come in, and was not only noted here."""
        is_outsider = message.sudo().create_uid.share
        return message.message_type in ('email', 'sms', 'whatsapp_message') or is_outsider

    def _is_to_customer(self, message, recipients):
        """Tell whether a message has gone to somebody outside the company."""
        self.ensure_one()
        if message.subtype_id.internal and message.message_type not in ('sms', 'whatsapp_message'):
            return False
        if any(recipient['share'] for recipient in recipients):
            return True
        # a rep who answers from their own mailbox has written to the customer already
        addressed = f"{message.incoming_email_to or ''},{message.incoming_email_cc or ''}"
        return self.email_normalized in email_normalize_all(addressed)
