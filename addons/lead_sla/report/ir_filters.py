from odoo import api, models


class IrFilters(models.Model):
    _inherit = 'ir.filters'

    @api.model
    def _report_favourite_names(self):
        return [
            *super()._report_favourite_names(),
            self.env._("SLA by Week"),
            self.env._("SLA by Salesperson"),
            self.env._("SLA by Policy and Promise"),
            self.env._("SLA by Sales Team"),
            self.env._("Response Time and Conversion"),
            self.env._("Response Time by Salesperson"),
            self.env._("Response Time by Source"),
            self.env._("Touches by Outcome of the Lead"),
            self.env._("Delays by Salesperson"),
            self.env._("Delays by Sales Team"),
            self.env._("Delays by Week"),
            self.env._("Reached by Attempt"),
            self.env._("Reached by Hour of Day"),
            self.env._("Touches per Lead"),
            self.env._("Touches by Week and Kind"),
            self.env._("This Month by Salesperson"),
            self.env._("This Month by Sales Team"),
            self.env._("Lost Reasons by Salesperson"),
            self.env._("Won by Month"),
            self.env._("Calls and Meetings of Customers"),
            self.env._("No Next Step by Person"),
            self.env._("Open Leads by Person and Role"),
            self.env._("Generated This Month by Person"),
            self.env._("Satisfaction by Month"),
            self.env._("Dissatisfied Customers"),
            self.env._("Month by Month"),
            self.env._("Drifting"),
        ]
