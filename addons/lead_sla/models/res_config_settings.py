from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    lead_plan_sends_mail = fields.Boolean(related='company_id.lead_plan_sends_mail', readonly=False)
    lead_half_life_days = fields.Float(related='company_id.lead_half_life_days', readonly=False)
    lead_forget_threshold = fields.Integer(
        related='company_id.lead_forget_threshold', readonly=False
    )
