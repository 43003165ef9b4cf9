from odoo import api, fields, models
from odoo.tools.mail import email_normalize_all

HUMAN_MESSAGE_TYPES = ('comment', 'email', 'email_outgoing')


class CrmLead(models.Model):
    """What is done with a lead by people: its touches."""

    _inherit = 'crm.lead'

    touch_ids = fields.One2many('lead.touch', 'lead_id', "Touches")
    touch_count = fields.Integer("Touches Made", compute='_compute_touch_count')
    first_touch_at = fields.Datetime(
        "First Touch", readonly=True, copy=False, index='btree_not_null'
    )

    def _protected_fields(self):
        return super()._protected_fields() | {'first_touch_at'}

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
        """Record one touch on each of these leads, and answer the clocks that wait for it.

        ``values`` are further values of ``lead.touch``. What the customer sends (``direction``
        ``in``) is recorded and answers nothing.
        """
        values = {'date': self.env.cr.now(), 'user_id': self.env.uid, 'kind': kind, **values}
        # sudo: touches and clocks have no other way in, so that nobody can write them by hand
        leads = self.sudo()
        touches = leads.env['lead.touch'].create([{**values, 'lead_id': lead.id} for lead in leads])
        if values.get('direction') != 'in':
            leads.filtered(lambda lead: not lead.first_touch_at)._stamp_first_touch(values['date'])
            leads.sla_ids._settle()
        return touches.sudo(self.env.su)

    def _stamp_first_touch(self, date):
        if self:
            self.with_context(mail_notrack=True).write({'first_touch_at': date})

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        is_later = self._is_notification_scheduled(kwargs.get('scheduled_date'))
        if message.message_type in HUMAN_MESSAGE_TYPES and self and not is_later:
            self._follow_up_message(message, recipients)
        return recipients

    def _follow_up_message(self, message, recipients):
        """Record a message between a colleague and the customer as a touch.

        Internal notes, automatic messages and what reaches nobody outside are none.
        """
        # sudo: the author's accounts tell a colleague from a customer
        users = message.sudo().author_id.user_ids
        rep = users.filtered(lambda user: user.active and not user.share)[:1]
        if not rep and message.message_type == 'email':
            self._follow_up('email', direction='in', message_id=message.id, user_id=False)
        elif rep and not message.subtype_id.internal and self._is_to_customer(message, recipients):
            self._follow_up('email', message_id=message.id, user_id=rep.id)

    def _is_to_customer(self, message, recipients):
        """Tell whether a message has gone to somebody outside the company."""
        self.ensure_one()
        if any(recipient['share'] for recipient in recipients):
            return True
        # a rep who answers from their own mailbox has written to the customer already
        addressed = f"{message.incoming_email_to or ''},{message.incoming_email_cc or ''}"
        return self.email_normalized in email_normalize_all(addressed)

    def action_log_call(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Log a Call"),
            'res_model': 'lead.touch.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_lead_id': self.id},
        }

    def action_view_touches(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('lead_sla.lead_touch_action')
        return {**action, 'domain': [('lead_id', '=', self.id)]}
