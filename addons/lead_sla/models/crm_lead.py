from odoo import api, fields, models
from odoo.addons.lead_qualification.models.lead_status import NEGATIVE_MEANINGS
from odoo.tools.mail import email_normalize_all

KEPT_FIELDS = {'first_touch_at', 'sla_state', 'sla_deadline'}
HUMAN_MESSAGE_TYPES = ('comment', 'email', 'email_outgoing')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    touch_ids = fields.One2many('lead.touch', 'lead_id', "Touches")
    touch_count = fields.Integer("Touches Made", compute='_compute_touch_count')
    first_touch_at = fields.Datetime(
        "First Touch", readonly=True, copy=False, index='btree_not_null'
    )
    sla_ids = fields.One2many('lead.sla', 'lead_id', "Clocks")
    sla_state = fields.Selection(
        [('running', "Running"), ('met', "Met"), ('missed', "Missed")],
        "SLA",
        compute='_compute_sla',
        store=True,
        index='btree_not_null',
    )
    sla_deadline = fields.Datetime(
        "Answer Until",
        compute='_compute_sla',
        store=True,
        index='btree_not_null',
        help="Empty once the lead has been answered, in time or late.",
    )

    @api.depends('touch_ids.direction')
    def _compute_touch_count(self):
        counts = dict(
            self.env['lead.touch']._read_group(
                [('lead_id', 'in', self.ids), ('direction', '=', 'out')], ['lead_id'], ['__count']
            )
        )
        for lead in self:
            lead.touch_count = counts.get(lead._origin, 0)

    @api.depends(
        'sla_ids.state',
        'sla_ids.deadline',
        'sla_ids.started_at',
        'sla_ids.met_at',
        'sla_ids.assignment_id.released_at',
    )
    def _compute_sla(self):
        for lead in self:
            clocks = lead.sla_ids.filtered(lambda clock: clock.state != 'cancelled')
            latest = clocks.sorted(lambda clock: (clock.started_at, clock.id))[-1:]
            waiting = latest and latest._is_open() and not latest.assignment_id.released_at
            lead.sla_state = latest.state
            lead.sla_deadline = latest.deadline if waiting else False

    def _protected_fields(self):
        return super()._protected_fields() | KEPT_FIELDS

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
            leads._mark_worked(values['date'])
        return touches.sudo(self.env.su)

    def _stamp_first_touch(self, date):
        if self:
            self.with_context(mail_notrack=True).write({'first_touch_at': date})

    def _is_followed_up(self):
        """Tell whether somebody should still get in contact with this lead."""
        self.ensure_one()
        return self.active and self.won_status == 'pending' and not self._is_out_of_play()

    @api.model
    def _logs_owners(self):
        # a clock belongs to a stint, whoever or whatever gave the lead to its owner
        return super()._logs_owners() or self.env['lead.sla.policy']._is_set_up()

    def _after_assignment(self, assignments):
        result = super()._after_assignment(assignments)
        # sudo: whoever assigns starts the clocks, and may not write them by hand
        self.env['lead.sla'].sudo()._start(assignments.sudo())
        return result

    def _after_release(self, assignments):
        result = super()._after_release(assignments)
        # sudo: whoever takes a lead back stops its clocks, and may not write them by hand
        assignments.sudo().sla_ids._cancel()
        return result

    def _after_status_change(self, changes):
        result = super()._after_status_change(changes)
        if changes[:1].meaning in NEGATIVE_MEANINGS:
            # sudo: whoever gives up a lead stops its clocks, and may not write them by hand
            self.sudo().sla_ids._cancel()
        return result

    def _on_won(self):
        result = super()._on_won()
        # sudo: whoever wins a lead stops its clocks, and may not write them by hand
        self.sudo().sla_ids._cancel()
        return result

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

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: a merge keeps the history of both leads, whoever may read it
        self.sudo()._merge_follow_up(opportunities.sudo())
        return result

    def _merge_follow_up(self, others):
        """Take over the touches and clocks of ``others``, which are going to be deleted."""
        others.sla_ids.filtered(lambda clock: clock.state == 'running')._cancel()
        first_touches = [lead.first_touch_at for lead in self + others if lead.first_touch_at]
        others.touch_ids.write({'lead_id': self.id})
        others.sla_ids.write({'lead_id': self.id})
        if first_touches:
            self._stamp_first_touch(min(first_touches))
        self.sla_ids._settle()

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
