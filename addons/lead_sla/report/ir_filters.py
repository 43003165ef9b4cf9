from odoo import api, models


class IrFilters(models.Model):
    _inherit = 'ir.filters'

    @api.model
    def _report_favourite_names(self):
        return {
            **super()._report_favourite_names(),
            "SLA by Week": self.env._("SLA by Week"),
            "SLA by Salesperson": self.env._("SLA by Salesperson"),
            "SLA by Policy and Promise": self.env._("SLA by Policy and Promise"),
            "SLA by Sales Team": self.env._("SLA by Sales Team"),
            "Response Time and Conversion": self.env._("Response Time and Conversion"),
            "Response Time by Salesperson": self.env._("Response Time by Salesperson"),
            "Response Time by Source": self.env._("Response Time by Source"),
            "Touches by Outcome of the Lead": self.env._("Touches by Outcome of the Lead"),
            "Delays by Salesperson": self.env._("Delays by Salesperson"),
            "Delays by Sales Team": self.env._("Delays by Sales Team"),
            "Delays by Week": self.env._("Delays by Week"),
            "Reached by Attempt": self.env._("Reached by Attempt"),
            "Reached by Hour of Day": self.env._("Reached by Hour of Day"),
            "Touches per Lead": self.env._("Touches per Lead"),
            "Touches by Week and Kind": self.env._("Touches by Week and Kind"),
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
