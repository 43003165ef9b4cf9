from odoo import fields, models


class LeadTouch(models.Model):
    """One human attempt to get in contact, ours or the customer's."""

    _name = 'lead.touch'
    _inherit = 'lead.bound.mixin'
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
