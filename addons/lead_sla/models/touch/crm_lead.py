from odoo import api, fields, models
from odoo.tools.mail import email_normalize_all

# what people write; what Odoo sends by itself or in a mailing has other types
KIND_BY_MESSAGE_TYPE = {
    'comment': 'email',
    'email': 'email',
    'sms': 'message',
    'whatsapp_message': 'message',
}


class CrmLead(models.Model):
    """The touches of a lead, and the messages between colleagues and customers that are touches."""

    _inherit = 'crm.lead'

    touch_ids = fields.One2many('lead.touch', 'lead_id', "Touches")
    touch_count = fields.Integer("Touches Made", compute='_compute_touch_count')
    first_touch_at = fields.Datetime(
        "First Touch", readonly=True, copy=False, index='btree_not_null'
    )
    last_touch_at = fields.Datetime("Last Touch", readonly=True, copy=False)

    @api.depends('touch_ids.direction')
    def _compute_touch_count(self):
        counts = dict(
            self.env['lead.touch']._read_group(
                [('lead_id', 'in', self.ids), ('direction', '=', 'out')], ['lead_id'], ['__count']
            )
        )
        for lead in self:
            lead.touch_count = counts.get(lead._origin, 0)

    def _follow_up(self, kind, **values):
        """Record one touch on each of these leads, and answer the SLAs that wait for it.

        ``values`` are further values of ``lead.touch``. What the customer sends (``direction``
        ``in``) is recorded and answers nothing.
        """
        values = {'date': self.env.cr.now(), 'user_id': self.env.uid, 'kind': kind, **values}
        touches = self.env['lead.touch']._record([{**values, 'lead_id': lead.id} for lead in self])
        return touches.sudo(self.env.su)

    def _after_touch(self, touches):
        """Note that these leads have been touched, and answer their SLAs."""
        self._mark_worked({lead.id: lead.last_touch_at for lead in self})
        if self.env['lead.sla.policy']._is_set_up():
            self.env['lead.sla']._settle_touched(self)

    def activity_send_mail(self, template_id):
        # one mail that a salesperson has chosen to send is by hand; to many at once it is a mailing
        leads = self.with_context(lead_mail_by_hand=len(self) == 1)
        return super(CrmLead, leads).activity_send_mail(template_id)

    def action_log_call(self):
        self.ensure_one()
        context = {'default_lead_id': self.id}
        if call := self._my_calls():
            context['default_date'] = fields.Datetime.to_string(call.started_at)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Log a Call"),
            'res_model': 'lead.touch.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': context,
        }

    def action_view_touches(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('lead_sla.lead_touch_action')
        return {**action, 'domain': [('lead_id', '=', self.id)]}

    def _merge_touches(self, tail):
        """Take over the touches of ``tail``, leads that are merged into this one; tell if any."""
        if not tail.touch_ids:
            return False
        tail.touch_ids.write({'lead_id': self.id})
        self.touch_ids._stamp_leads()
        return True

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
        user = colleagues.filtered('active')[:1]
        kind = KIND_BY_MESSAGE_TYPE.get(message.message_type, 'email')
        if not colleagues and self._is_received(message):
            self._follow_up(kind, direction='in', message_id=message.id, user_id=False)
            self._wake_by_customer()
        elif user and (is_to_number or self._is_to_customer(message, recipients)):
            self._follow_up(kind, message_id=message.id, user_id=user.id)

    @api.model
    def _find_colleagues(self, message):
        """Return the accounts of the author of a message who works here, archived ones as well."""
        # sudo: the author's accounts tell a colleague from a customer
        accounts = message.sudo().author_id.with_context(active_test=False).user_ids
        return accounts.filtered(lambda user: not user.share)

    def _readable_by_me(self):
        """Return those of these leads that the current user may read; one's own are."""
        if self.env.su:
            return self
        own = self.filtered(lambda lead: lead.sudo().user_id == self.env.user)
        return own | (self - own)._filtered_access('read')

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
        # a salesperson who answers from their own mailbox has written to the customer already
        addressed = f"{message.incoming_email_to or ''},{message.incoming_email_cc or ''}"
        return self.email_normalized in email_normalize_all(addressed)
