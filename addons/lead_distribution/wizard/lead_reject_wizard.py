from odoo import fields, models


class LeadRejectWizard(models.TransientModel):
    _inherit = 'lead.reject.wizard'

    goes_to = fields.Selection(related='reason_id.goes_to', string="The Lead Goes")
