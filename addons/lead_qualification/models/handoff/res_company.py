from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

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

    def _lead_zone(self):
        """Return the time zone in which days of this company begin: that of its working hours."""
        company = self.sudo()  # when a day begins is no secret
        return ZoneInfo(company.resource_calendar_id.tz or company.partner_id.tz or 'UTC')

    def _lead_today(self):
        return self.env.cr.now().replace(tzinfo=UTC).astimezone(self._lead_zone()).date()

    def _lead_midnight(self, day):
        """Return when a day of this company begins, in UTC."""
        midnight = datetime.combine(day, time.min, self._lead_zone())
        return midnight.astimezone(UTC).replace(tzinfo=None)


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
