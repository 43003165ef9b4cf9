from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

SHOWN = 120


class CrmLead(models.Model):
    """A lead on the phone, shown to whoever has it open, and questions to its sales leader."""

    _inherit = 'crm.lead'

    call_ids = fields.One2many('lead.call', 'lead_id', "Calls Going On")
    live_call = fields.Json(
        compute='_compute_live_call', help="Who is on the phone with this customer, since when."
    )
    is_my_call = fields.Boolean(compute='_compute_live_call')

    @api.depends('call_ids.ended_at')
    @api.depends_context('uid')
    def _compute_live_call(self):
        live = self.env['lead.call']._live_domain()
        for lead in self:
            call = lead.call_ids.filtered_domain(live)[:1]
            # sudo: the name of a colleague is no secret
            name = call.user_id.sudo().name
            since = fields.Datetime.to_string(call.started_at)
            lead.live_call = {'user': name, 'since': since} if call else False
            lead.is_my_call = bool(call) and call.user_id == self.env.user

    def action_start_call(self):
        """Show everybody who has this lead open that one is on the phone with the customer.

        :raises AccessError: when the user may not write the lead
        """
        self.ensure_one()
        self.check_access('write')
        self.env['lead.call']._start(self)
        return True

    def _my_calls(self):
        # sudo: one's own calls, of a lead one has open
        calls = self.env['lead.call'].sudo()._of_user(self.env.user)
        return calls.filtered(lambda call: call.lead_id in self)

    def _tell_watchers(self):
        """Have the web clients that show these leads look again; they ask by their own rights."""
        for lead in self:
            self.env['bus.bus']._sendone(lead, 'lead_watched', {'lead_id': lead.id})

    def _message_post_after_hook(self, message, msg_vals):
        result = super()._message_post_after_hook(message, msg_vals)
        # what people write appears at once; what is logged in bulk is no conversation
        if message.message_type == 'comment':
            self._tell_watchers()
        return result

    def action_ask_leader(self):
        """Open the question to the leader of this lead's team.

        :raises UserError: when there is nobody to ask
        """
        self.ensure_one()
        self.check_access('write')
        leader = self._leader_to_ask()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Ask %s", leader.name),
            'res_model': 'lead.question.wizard',
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_lead_id': self.id, 'default_leader_id': leader.id},
        }

    def _leader_to_ask(self):
        """Return who leads the team of the lead, else that of whoever asks.

        :raises UserError: when nobody leads them, or nobody who sees the lead
        """
        self.ensure_one()
        # sudo: who leads a team is no secret
        teams = (self.team_id | self.env.user.sale_team_id).sudo()
        for leader in teams.user_id.sudo(False):
            sees_it = leader.sudo().active and self.with_user(leader).has_access('read')
            if leader != self.env.user and sees_it:
                return leader
        raise UserError(
            self.env._(
                "There is nobody to ask: the sales team of %(lead)s has no leader but you, or "
                "none who may see it. Choose a Team Leader in the settings of the sales team.",
                lead=self.display_name,
            )
        )

    def _ask_leader(self, question):
        """Put a question to the leader into the chatter, and on the leader's list."""
        self.ensure_one()
        leader = self._leader_to_ask()
        own = self.with_context(lang=leader.lang)
        mention = Markup(
            '<a href="#" class="o_mail_redirect" data-oe-id="%s"'
            ' data-oe-model="res.partner">@%s</a> %s'
        )
        self.message_post(
            body=mention % (leader.partner_id.id, leader.name, question),
            message_type='comment',
            subtype_xmlid='mail.mt_note',
            partner_ids=leader.partner_id.ids,
        )
        # the message has told the leader already: no mail for the activity as well
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            'lead_sla.mail_activity_type_question',
            user_id=leader.id,
            summary=own.env._(
                "%(user)s asks: %(question)s", user=self.env.user.name, question=question[:SHOWN]
            ),
        )
        title = own.env._("%(user)s asks about %(lead)s", user=self.env.user.name, lead=self.name)
        self._pop_up(leader, title, question, sticky=True)

    def _pop_up(self, user, title, text, sticky=False):
        message = {'type': 'info', 'title': title, 'message': text, 'sticky': sticky}
        user._bus_send('simple_notification', message)

    @api.model
    def _question_type(self):
        kind = self.env.ref('lead_sla.mail_activity_type_question', raise_if_not_found=False)
        return kind or self.env['mail.activity.type']

    def _open_questions(self):
        """Return the questions on these leads that the current user is to answer."""
        return self.env['mail.activity'].search(
            [
                ('res_model', '=', 'crm.lead'),
                ('res_id', 'in', self.ids),
                ('user_id', '=', self.env.uid),
                ('activity_type_id', 'in', self._question_type().ids),
            ]
        )

    def message_post(self, **kwargs):
        if kwargs.get('message_type') != 'comment' or kwargs.get('subtype_xmlid') != 'mail.mt_note':
            return super().message_post(**kwargs)
        questions = self._open_questions()
        askers = questions.create_uid - self.env.user
        partners = [*(kwargs.pop('partner_ids', None) or []), *askers.partner_id.ids]
        message = super().message_post(**kwargs, partner_ids=partners)
        if questions:
            questions.action_feedback()
            self._tell_answer(askers, html2plaintext(message.body)[:SHOWN])
        return message

    def _tell_answer(self, askers, text):
        for asker in askers:
            own = self.with_context(lang=asker.lang)
            title = own.env._(
                "%(user)s answered about %(lead)s", user=self.env.user.name, lead=self.name
            )
            self._pop_up(asker, title, text)
