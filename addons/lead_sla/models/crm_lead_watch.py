from odoo import api, fields, models


class CrmLead(models.Model):
    """A lead on the phone: whoever has it open sees that, and what is written meanwhile."""

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
