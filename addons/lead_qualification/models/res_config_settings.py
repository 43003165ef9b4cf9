from odoo import fields, models


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
