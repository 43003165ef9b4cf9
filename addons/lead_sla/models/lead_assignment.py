from odoo import fields, models


class LeadAssignment(models.Model):
    _inherit = 'lead.assignment'

    sla_ids = fields.One2many('lead.sla', 'assignment_id', "Clocks")
