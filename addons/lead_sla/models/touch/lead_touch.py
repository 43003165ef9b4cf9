from datetime import timedelta

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID

# what a rep marks as done so long after writing or logging it is that very thing
SAME_CONTACT = timedelta(hours=4)


class LeadTouch(models.Model):
    """One human attempt to get in contact, ours or the customer's.

    How touches come into being: in batches, and only for what people do.
    """

    _name = 'lead.touch'
    _inherit = ['lead.bound.mixin']
    _description = "Lead Touch"
    _order = 'date desc, id desc'
    _rec_name = 'kind'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        [('call', "Call"), ('email', "Email"), ('message', "Message"), ('meeting', "Meeting")],
        required=True,
    )
    direction = fields.Selection(
        [('out', "From us"), ('in', "From the customer")], default='out', required=True
    )
    outcome = fields.Selection(
        [
            ('reached', "Reached"),
            ('no_answer', "No answer"),
            ('busy', "Busy"),
            ('voicemail', "Voicemail"),
            ('call_back', "Call back later"),
            ('wrong_number', "Wrong number"),
        ]
    )
    date = fields.Datetime(required=True)
    user_id = fields.Many2one('res.users', "By", index='btree_not_null')
    note = fields.Text()
    message_id = fields.Many2one('mail.message', ondelete='set null')
    activity_id = fields.Many2one('mail.activity', ondelete='set null')
    calendar_event_id = fields.Many2one('calendar.event', "Meeting", ondelete='set null')

    # all that the scoreboard asks of the touches of some days
    _date_idx = models.Index('(date) INCLUDE (user_id, kind, direction, lead_id)')
    # the first touch since a moment is looked up for each clock, and each row of the delays
    _lead_date_idx = models.Index('(lead_id, date, id)')
    _unique_message = models.UniqueIndex(
        '(message_id) WHERE message_id IS NOT NULL', "A message counts as one touch."
    )
    _unique_activity = models.UniqueIndex(
        '(activity_id) WHERE activity_id IS NOT NULL', "An activity counts as one touch."
    )
    _unique_calendar_event = models.UniqueIndex(
        '(calendar_event_id) WHERE calendar_event_id IS NOT NULL', "A meeting counts as one touch."
    )

    @api.model
    def _record(self, vals_list):
        """Record touches, and have the clocks that wait for them answered; return the touches.

        What the system does for somebody is no touch, whoever it writes as author.
        """
        # sudo: touches and clocks have no other way in, so that nobody can write them by hand
        model = self.sudo()
        leads = model.env['crm.lead'].browse({vals['lead_id'] for vals in vals_list})
        leads.invalidate_recordset(['touch_ids'], flush=False)  # the newest comes first
        touches = model.create([vals for vals in vals_list if model._is_human(vals)])
        sent = touches.filtered(lambda touch: touch.direction == 'out')
        if sent:
            sent.lead_id._after_touch(sent)
        if touches - sent and self.env['lead.sla.policy']._is_set_up():
            self.env['lead.sla'].sudo()._start_next_response(touches - sent)
        return touches

    @api.model
    def _is_human(self, vals):
        """Tell whether a touch is by the customer or by a colleague who works here."""
        if vals.get('direction') == 'in':
            return True
        user = self.env['res.users'].browse(vals['user_id'])
        return user.active and not user.share and user.id != SUPERUSER_ID

    @api.model
    def _is_automatic(self):
        """Tell whether a cron or an automation rule acts, and not the person it acts for."""
        return 'cron_id' in self.env.context or '__action_done' in self.env.context

    @api.model
    def _record_done(self, vals_list):
        """Record what these done activities stand for, unless it has been recorded already.

        Who writes to the customer and then marks "Email" as done has written once.
        """
        if not vals_list:
            return self.browse()
        known = self._find_undone([vals['lead_id'] for vals in vals_list])
        fresh = []
        for vals in vals_list:
            touch = known.filtered(lambda touch, vals=vals: touch._is_about(vals))[:1]
            known -= touch
            if touch:
                touch.activity_id = vals['activity_id']
            else:
                fresh.append(vals)
        return self._record(fresh)

    @api.model
    def _find_undone(self, lead_ids):
        """Return the touches of the last hours on these leads that no activity stands for yet."""
        since = self.env.cr.now() - SAME_CONTACT
        # sudo: what counts is that the touch is there, not whether the rep may see the lead
        leads = self.env['crm.lead'].sudo().browse(lead_ids)
        touched = leads.filtered(lambda lead: lead.last_touch_at and lead.last_touch_at > since)
        if not touched:
            return self.sudo()
        return self.sudo().search(
            [
                ('lead_id', 'in', touched.ids),
                ('direction', '=', 'out'),
                ('activity_id', '=', False),
                ('date', '>', since),
                '|',
                ('user_id', '=', self.env.uid),
                ('calendar_event_id', '!=', False),
            ],
            order='date, id',
        )

    def _is_about(self, vals):
        """Tell whether this touch is what a done activity stands for."""
        self.ensure_one()
        if self.lead_id.id != vals['lead_id']:
            return False
        if self.calendar_event_id:
            return self.calendar_event_id.id == vals.get('calendar_event_id')
        activity = self.env['mail.activity'].browse(vals['activity_id'])
        return self.kind == vals['kind'] and self.date >= activity.create_date
