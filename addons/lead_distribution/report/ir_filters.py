from odoo import api, models


class IrFilters(models.Model):
    _inherit = 'ir.filters'

    @api.model
    def _report_favourite_names(self):
        return [
            *super()._report_favourite_names(),
            self.env._("Time to Claim by Pool"),
            self.env._("Claims by Hour of the Day"),
            self.env._("Claims and Returns by Salesperson"),
            self.env._("Push against Pull"),
        ]
