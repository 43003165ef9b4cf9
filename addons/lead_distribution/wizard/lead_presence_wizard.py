from odoo import fields, models

from ..models.presence.lead_presence import STATES


class LeadPresenceWizard(models.TransientModel):
    """Sets the availability of oneself or of those one leads, until a time."""

    _name = 'lead.presence.wizard'
    _description = "Set Availability"

    user_ids = fields.Many2many(
        'res.users',
        string="Salespeople",
        required=True,
        default=lambda self: self._default_user_ids(),
    )
    state = fields.Selection(STATES, "Availability", required=True, default='away')
    until = fields.Datetime(help="Available again by itself at this time. Empty: until changed.")

    def _default_user_ids(self):
        if self.env.context.get('active_model') == 'res.users':
            return self.env['res.users'].browse(self.env.context.get('active_ids'))
        return self.env.user

    def action_apply(self):
        """Set it; the reps decide nothing here that they may not set.

        :raises AccessError: for reps whom the user does not lead
        """
        self.ensure_one()
        until = self.until if self.state != 'available' else False
        self.user_ids.action_set_lead_presence(self.state, until)
        return {'type': 'ir.actions.act_window_close'}
