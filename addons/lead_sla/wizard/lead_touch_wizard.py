from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

CALL_AGAIN = ('no_answer', 'busy', 'voicemail', 'call_back')


class LeadTouchWizard(models.TransientModel):
    """Log a call that was made outside Odoo, and plan the next one."""

    _name = 'lead.touch.wizard'
    _description = "Log a Call"

    lead_id = fields.Many2one('crm.lead', required=True, ondelete='cascade')
    phone = fields.Char(related='lead_id.phone', related_sudo=False)
    outcome = fields.Selection(
        lambda self: self.env['lead.touch']._fields['outcome']._description_selection(self.env),
        required=True,
    )
    date = fields.Datetime(
        "Called On", default=lambda self: self.env.cr.now().replace(microsecond=0), required=True
    )
    note = fields.Text()
    is_next_planned = fields.Boolean(
        "Plan the Next Call", compute='_compute_next_call', store=True, readonly=False
    )
    next_date = fields.Date(
        "Call Again On", compute='_compute_next_call', store=True, readonly=False
    )

    @api.depends('outcome')
    def _compute_next_call(self):
        """Nobody reached: propose to try again, at once or on the next working day."""
        user = self.env.user
        today = user._lead_today()
        tomorrow = user._next_morning().replace(tzinfo=UTC).astimezone(user._lead_zone()).date()
        for call in self:
            call.is_next_planned = call.outcome in CALL_AGAIN
            call.next_date = today if call.outcome == 'busy' else tomorrow

    @api.constrains('date')
    def _check_date(self):
        for call in self:
            if call.date > self.env.cr.now():
                raise ValidationError(
                    self.env._('"Called On" lies in the future. Log a call once you have made it.')
                )

    @api.constrains('date', 'lead_id')
    def _check_date_of_lead(self):
        """A call from before the lead would answer it before anybody asked."""
        for call in self:
            created = call.lead_id.create_date.replace(microsecond=0)
            if call.date < created:
                raise ValidationError(
                    self.env._(
                        '"Called On" lies before the lead was created, on %s. Write an earlier '
                        "call in the notes of the lead.",
                        format_datetime(self.env, created),
                    )
                )

    @api.constrains('is_next_planned', 'next_date')
    def _check_next_date(self):
        for call in self:
            if call.is_next_planned and not call.next_date:
                raise ValidationError(
                    self.env._('Choose in "Call Again On" when you call again, or plan no call.')
                )

    def action_log(self):
        """Record the call, and plan the next one if that is wanted."""
        self.ensure_one()
        self.lead_id.check_access('write')
        touch = self.lead_id._follow_up(
            'call', outcome=self.outcome, note=self.note, date=self.date
        )
        if planned := self._find_planned_call():
            done = planned.with_context(lead_touch_recorded=True)
            done.action_feedback(feedback=self._describe())
        else:
            self.lead_id.message_post_with_source(
                'lead_sla.message_call_logged',
                render_values={'touch': touch},
                subtype_xmlid='mail.mt_note',
            )
        if self.is_next_planned:
            self._plan_next_call()
        self.lead_id._my_calls()._end()
        return {'type': 'ir.actions.act_window_close'}

    def _find_planned_call(self):
        """Return the call on the rep's list that this one was."""
        return self.env['mail.activity'].search(
            [
                ('res_model', '=', 'crm.lead'),
                ('res_id', '=', self.lead_id.id),
                ('user_id', '=', self.env.uid),
                ('activity_type_id.lead_touch_kind', '=', 'call'),
                ('date_deadline', '<=', self.env.user._lead_today()),
            ],
            order='date_deadline, id',
            limit=1,
        )

    def _describe(self):
        return "\n".join(filter(None, [self._outcome_label(), self.note]))

    def _outcome_label(self):
        return dict(self._fields['outcome']._description_selection(self.env))[self.outcome]

    def _plan_next_call(self):
        call_type = self.env.ref('mail.mail_activity_data_call', raise_if_not_found=False)
        call_type = call_type or self.env['mail.activity.type'].search(
            [('lead_touch_kind', '=', 'call'), ('res_model', 'in', (False, 'crm.lead'))], limit=1
        )
        self.lead_id.activity_schedule(
            activity_type_id=call_type.id,
            summary=self.env._("Call again: %s", self._outcome_label()),
            date_deadline=self.next_date,
            user_id=self.env.uid,
        )
