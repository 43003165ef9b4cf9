from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class LeadReportMixin(models.AbstractModel):
    """What reports on leads share: the way to the lead, its moments, money in one currency.

    Amounts are in the currency of the current company, at today's rates.
    """

    _name = 'lead.report.mixin'
    _inherit = 'lead.group.mixin'
    _description = "Report on Leads"

    lead_id = fields.Many2one('crm.lead', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)

    def action_open_lead(self):
        """Open the lead of this row.

        :raises UserError: when the row has no lead, or one this user may not read
        """
        self.ensure_one()
        self.check_access('read')
        if not self.lead_id:
            raise UserError(self.env._("There is no lead here: this spending brought none."))
        return self.lead_id._open_from_report()

    @api.model
    def _report_currency(self) -> SQL:
        return SQL("%s::int4", self.env.company.currency_id.id)

    @api.model
    def _lead_company(self) -> SQL:
        """Return the company of a lead; where there is but one, also of leads that name none.

        That spares what is about a lead the lead, where nothing else of it is asked.
        """
        # sudo: how many companies there are is no secret
        companies = self.env['res.company'].sudo().search([], limit=2)
        return SQL("%s", companies.id) if len(companies) == 1 else SQL("lead.company_id")

    @api.model
    def _won_revenue(self) -> SQL:
        # rates are no secret, and rows of other companies are kept out by record rules
        companies = self.env['res.company'].sudo().search([])
        rate = self._exchange_rate(
            SQL("lead.company_id"), {company.id: company.currency_id for company in companies}
        )
        return SQL("CASE WHEN lead.won_status = 'won' THEN lead.expected_revenue * %s END", rate)

    @api.model
    def _exchange_rate(self, key, currencies) -> SQL:
        """Return the rate to the report's currency by the value of ``key``; 1 where unknown.

        :param dict currencies: ``{value of key: currency}``
        """
        own, today = self.env.company.currency_id, fields.Date.context_today(self)
        rates = {
            currency: currency._get_conversion_rate(currency, own, self.env.company, today)
            for currency in set(currencies.values()) - {own}
        }
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", value, rates[currency])
            for value, currency in currencies.items()
            if currency in rates
        )
        return SQL("(CASE %s %s ELSE 1 END)::numeric", key, cases) if rates else SQL("1")

    @api.model
    def _won_at(self) -> SQL:
        return SQL("CASE WHEN lead.won_status = 'won' THEN lead.date_closed END")

    @api.model
    def _opportunity_at(self) -> SQL:
        """Return since when the lead is an opportunity: converted, or created as one."""
        return SQL(
            """CASE WHEN lead.type = 'opportunity'
                    THEN COALESCE(lead.date_conversion, lead.create_date) END"""
        )

    @api.model
    def _days(self, start, end) -> SQL:
        """Return the days from one moment to another; steps taken in another order have none."""
        return SQL(
            """CASE WHEN %(end)s >= %(start)s
                    THEN EXTRACT(EPOCH FROM %(end)s - %(start)s) / 86400.0 END""",
            start=start,
            end=end,
        )

    @api.model
    def _minutes(self, start, end) -> SQL:
        """Return the minutes from one moment to another, 0 if they came in another order."""
        return SQL(
            """CASE WHEN %(end)s > %(start)s THEN date_part('epoch', %(end)s - %(start)s) / 60
                    WHEN %(end)s <= %(start)s THEN 0 END""",
            start=start,
            end=end,
        )
