from odoo import fields, models


class CrmStage(models.Model):
    _inherit = 'crm.stage'

    is_offer = fields.Boolean(
        "Offer Stage", help="A lead that comes to this stage has got an offer."
    )
