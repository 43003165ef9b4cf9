from odoo import fields, models

STATES = [('available', "Available"), ('busy', "Busy"), ('away', "Away")]


class LeadPresence(models.Model):
    """One change of a rep's availability: to what, until when, by whom."""

    _name = 'lead.presence'
    _description = "Lead Availability Log"
    _order = 'date desc, id desc'
    _rec_name = 'user_id'

    user_id = fields.Many2one(
        'res.users', "Salesperson", required=True, index=True, ondelete='cascade'
    )
    state = fields.Selection(STATES, "Availability", required=True)
    until = fields.Datetime()
    date = fields.Datetime("Since", required=True, index=True)
    set_by_id = fields.Many2one(
        'res.users', "Set By", ondelete='set null', help="Empty: by itself, when the time was over."
    )
