from odoo import api, fields, models


class LeadSourceCost(models.Model):
    """What a source costs: an amount for each lead, or what was spent on it in a period.

    On any day a source has at most one cost in a company, so that each lead takes one cost or none.
    """

    _name = 'lead.source.cost'
    _inherit = ['lead.shared.mixin']
    _description = "Lead Source Cost"
    _order = 'source_id, date_from desc, id desc'
    _rec_name = 'source_id'

    source_id = fields.Many2one('utm.source', required=True, index=True, ondelete='restrict')
    kind = fields.Selection(
        [('per_lead', "Per Lead"), ('total', "Total of the Period")],
        "Amount Is",
        required=True,
        default='per_lead',
        help="A total is shared equally by the leads generated in the period.",
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        'res.currency', required=True, default=lambda self: self.env.company.currency_id
    )
    company_id = fields.Many2one(
        'res.company', index='btree_not_null', help="Leave empty for leads of all companies."
    )
    date_from = fields.Date("From", help="First day the leads are generated on (UTC).")
    date_to = fields.Date("To", help="Last day the leads are generated on (UTC).")

    _check_amount = models.Constraint(
        'CHECK(amount >= 0)', "The amount of a source cost cannot be negative."
    )
    _check_dates = models.Constraint(
        'CHECK(date_from <= date_to)',
        "A source cost must start before it ends. Correct From or To.",
    )
    _check_period = models.Constraint(
        "CHECK(kind <> 'total' OR (date_from IS NOT NULL AND date_to IS NOT NULL))",
        "Set From and To: a total needs to know which leads share it.",
    )
    # a range of one or all numbers stands for a source or a company: ranges need no extension
    _one_a_day = models.Constraint(
        """EXCLUDE USING gist (
            int4range(source_id, source_id, '[]') WITH &&,
            int4range(company_id, company_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&)""",
        "This source has a cost on some of these days already. End that one the day before, "
        "or change its amount.",
    )

    @api.model
    def _currencies(self):
        """Return the currencies that costs are noted in."""
        return self.env['res.currency'].concat(
            *(currency for [currency] in self._read_group([], ['currency_id']))
        )
