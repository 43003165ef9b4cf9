from odoo import fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = 'res.company'

    lead_handoff_gate = fields.Selection(
        [
            ('contact', "An email or a phone number"),
            ('card', "An email or a phone number, and a passed scorecard"),
        ],
        "Needed to Pass a Lead",
        required=True,
        default='card',
    )
    lead_handoff_to = fields.Selection(
        [
            ('open', "To nobody yet: salespeople pick them up, or rules give them out"),
            ('team', "To a sales team"),
            ('person', "To one point of contact"),
        ],
        "Passed Leads Go",
        required=True,
        default='open',
    )
    lead_handoff_team_id = fields.Many2one('crm.team', "Handoff Sales Team", check_company=True)
    lead_handoff_user_id = fields.Many2one('res.users', "Point of Contact in Sales")

    def _handoff_destination(self):
        """Return the ``crm.team`` or ``res.users`` that passed leads go to; empty: to nobody yet.

        :raises ValidationError: when the settings name none
        """
        self.ensure_one()
        if self.lead_handoff_to == 'open':
            return self.env['crm.team']
        is_team = self.lead_handoff_to == 'team'
        receiver = self.lead_handoff_team_id if is_team else self.lead_handoff_user_id
        if not receiver:
            raise ValidationError(
                self.env._("The CRM settings do not say who gets the leads passed to sales.")
            )
        return receiver


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    lead_handoff_gate = fields.Selection(
        related='company_id.lead_handoff_gate', readonly=False, required=True
    )
    lead_handoff_to = fields.Selection(
        related='company_id.lead_handoff_to', readonly=False, required=True
    )
    lead_handoff_team_id = fields.Many2one(
        related='company_id.lead_handoff_team_id', readonly=False
    )
    lead_handoff_user_id = fields.Many2one(
        related='company_id.lead_handoff_user_id', readonly=False
    )
