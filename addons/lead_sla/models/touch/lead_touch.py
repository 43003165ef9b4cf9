from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.api import SUPERUSER_ID
from odoo.tools import frozendict

# what a salesperson marks as done so long after writing or logging it is that very thing
SAME_CONTACT = timedelta(hours=4)

# a touch is counted once no other can come before it: transactions are over by then
SETTLED = timedelta(hours=1)

# how calls end that the customer has not noticed, or somebody else has
UNNOTICED = ('no_answer', 'busy', 'wrong_number')


class LeadTouch(models.Model):
    """One human attempt to get in contact, ours or the customer's."""

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
    attempt = fields.Integer(
        readonly=True, copy=False, help="The number of this touch among ours on its lead."
    )

    # all that the scoreboard asks of the touches of some days
    _date_idx = models.Index('(date) INCLUDE (user_id, kind, direction, lead_id)')
    _uncounted_idx = models.Index("(lead_id) WHERE attempt IS NULL AND direction = 'out'")
    # the first touch since a moment is looked up for each SLA, and each row of the delays
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

    @api.model_create_multi
    def create(self, vals_list):
        touches = super().create(vals_list)
        touches.sudo()._stamp_leads()  # sudo: a lead is stamped whoever may write it
        return touches

    def write(self, vals):
        if not vals.keys() & {'lead_id', 'date', 'direction'}:
            return super().write(vals)
        self._forget_attempts()
        result = super().write(vals)
        self._forget_attempts()
        return result

    def unlink(self):
        self._forget_attempts()
        return super().unlink()

    def _stamp_leads(self):
        """Keep when the leads of these touches were touched and contacted: one write for all alike.

        The first touch of an assignment changes its lead, so that it and whatever else judges the
        lead at the same time collide, and the later one sees the earlier one.
        """
        sent = self.filtered(lambda touch: touch.direction == 'out')
        if late := sent.filtered(lambda touch: touch._is_late()):
            late._forget_attempts()
        contacts = {touch.lead_id: touch.date for touch in self._contacts().sorted('date')}
        values = defaultdict(dict, self.env['crm.lead']._remember(contacts))
        for lead, touches in sent.grouped('lead_id').items():
            values[lead] |= touches._moments_on(lead)
        groups = defaultdict(self.env['crm.lead'].browse)
        for lead, moments in values.items():
            groups[frozendict(moments)] |= lead
        for moments, leads in groups.items():
            if moments:
                leads.write(dict(moments))

    def _is_late(self):
        """Tell whether this touch may have come before one that has been counted."""
        self.ensure_one()
        last = self.lead_id.last_touch_at
        # dated as the last one it comes after it, yet writes nothing on its lead: whoever records
        # the next one meanwhile does not collide with it
        settled = self.env.cr.now() - SETTLED
        return last and (self.date < last or self.date == last < settled)

    def _contacts(self):
        """Return the touches the customer has noticed; a call that did not get through is none."""
        return self.filtered(lambda touch: touch.outcome not in UNNOTICED)

    def _moments_on(self, lead):
        """Return those of the first and last touch of ``lead`` that these touches of it move."""
        moments = self.mapped('date')
        found = {
            'first_touch_at': min([*moments, lead.first_touch_at or moments[0]]),
            'last_touch_at': max([*moments, lead.last_touch_at or moments[0]]),
        }
        return {name: moment for name, moment in found.items() if lead[name] != moment}

    @api.model
    def _record(self, vals_list):
        """Record touches, and settle the SLAs that wait for them; return the touches.

        What the system does for somebody is no touch, whoever it writes as author.
        """
        # sudo: touches and SLAs have no other way in, so that nobody can write them by hand
        model = self.sudo()
        leads = model.env['crm.lead'].browse({vals['lead_id'] for vals in vals_list})
        leads.invalidate_recordset(['touch_ids'], flush=False)  # the newest comes first
        touches = model.create([vals for vals in vals_list if model._is_human(vals)])
        sent = touches.filtered(lambda touch: touch.direction == 'out')
        if sent:
            sent.lead_id._after_touch(sent)
        if touches - sent and self.env['lead.sla.policy']._is_set_up():
            model.env['lead.sla']._start_next_response(touches - sent)
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
        # sudo: what counts is that the touch is there, not whether the user may see the lead
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
