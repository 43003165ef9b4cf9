from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ResPartner(models.Model):
    """An occasion of the customer, to send greetings on."""

    _inherit = 'res.partner'

    occasion_name = fields.Char(
        "Occasion", help="For example a birthday or the company's founding."
    )
    occasion_date = fields.Date(help="Follow-up plans greet on this day each year.")

    def _next_occasion(self, moment):
        """Return the first occasion on or after a moment, ``None`` where none is known."""
        date = self.occasion_date
        if not date:
            return None
        years = max(moment.year - date.year, 0)
        day = date + relativedelta(years=years)
        if day < moment.date():
            day = date + relativedelta(years=years + 1)
        return datetime.combine(day, time(12))

    def _changing_occasion(self, vals):
        """Return the contacts whose occasion these values change."""
        if 'occasion_date' not in vals:
            return self.browse()
        date = fields.Date.to_date(vals['occasion_date']) or False
        return self.filtered(lambda partner: partner.occasion_date != date)
