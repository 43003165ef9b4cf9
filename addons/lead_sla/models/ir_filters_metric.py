from odoo import api, models


class IrFilters(models.Model):
    _inherit = 'ir.filters'

    @api.model
    def _report_favourite_names(self):
        return {
            **super()._report_favourite_names(),
            "This Month by Salesperson": self.env._("This Month by Salesperson"),
            "This Month by Sales Team": self.env._("This Month by Sales Team"),
            "Lost Reasons by Salesperson": self.env._("Lost Reasons by Salesperson"),
            "Won by Month": self.env._("Won by Month"),
            "Calls and Meetings of Customers": self.env._("Calls and Meetings of Customers"),
            "No Next Step by Person": self.env._("No Next Step by Person"),
            "Open Leads by Person and Role": self.env._("Open Leads by Person and Role"),
            "Generated This Month by Person": self.env._("Generated This Month by Person"),
            "Satisfaction by Month": self.env._("Satisfaction by Month"),
            "Dissatisfied Customers": self.env._("Dissatisfied Customers"),
            "Month by Month": self.env._("Month by Month"),
            "Drifting": self.env._("Drifting"),
        }
