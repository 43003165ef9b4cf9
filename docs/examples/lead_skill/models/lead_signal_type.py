from odoo import fields, models


class LeadSignalType(models.Model):
    _inherit = 'lead.signal.type'

    kind = fields.Selection(
        selection_add=[('skill_named', "Needed skill known")],
        ondelete={'skill_named': 'set null'},
    )
