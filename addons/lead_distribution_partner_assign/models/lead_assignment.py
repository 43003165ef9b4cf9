from odoo import fields, models


class LeadAssignment(models.Model):
    _inherit = 'lead.assignment'

    release_reason = fields.Selection(selection_add=[('declined', "Declined by the reseller")])
