from odoo import api, fields, models
from odoo.tools import SQL

# which leads take a source cost; a total without leads is kept by a row of its own
TAKES = SQL(
    """
    taker.source_id = cost.source_id
    AND (cost.company_id IS NULL OR taker.company_id = cost.company_id)
    AND (cost.date_from IS NULL OR taker.create_date >= cost.date_from)
    AND (cost.date_to IS NULL OR taker.create_date < cost.date_to + 1)
    """
)


class LeadFunnelReport(models.Model):
    """What the leads cost, where a cost is set on their source; empty everywhere else.

    Amounts add up. The ratios are of sums, over what has a cost, however rows are grouped.
    """

    _inherit = 'lead.funnel.report'

    cost = fields.Monetary(readonly=True, help="What the sources of these leads cost.")
    cost_per_lead = fields.Monetary("Cost per Lead", aggregator='avg', readonly=True)
    cost_per_won = fields.Monetary("Cost per Won Deal", aggregator='avg', readonly=True)
    return_amount = fields.Monetary(
        "Return", readonly=True, help="Won revenue of leads that have a cost, less that cost."
    )
    return_rate = fields.Float("Return on Cost (%)", aggregator='avg', readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL("%s UNION ALL %s", super()._table_query, self._spent_in_vain())

    @api.model
    def _joins(self) -> SQL:
        return SQL(
            """%s
            LEFT JOIN (
                SELECT DISTINCT ON (taker.id) taker.id AS lead_id, %s * CASE cost.kind
                       WHEN 'total' THEN 1.0 / COUNT(*) OVER (PARTITION BY cost.id) ELSE 1 END
                       AS amount
                  FROM lead_source_cost AS cost
                  JOIN crm_lead AS taker ON %s
            ) AS spent ON spent.lead_id = lead.id
            """,
            super()._joins(),
            self._converted_amount(),
            TAKES,
        )

    @api.model
    def _select_columns(self):
        return {
            **super()._select_columns(),
            'cost': SQL("spent.amount"),
            'cost_per_lead': SQL("spent.amount"),
            'cost_per_won': SQL("NULL::numeric"),
            'return_amount': SQL(
                "CASE WHEN spent.amount IS NOT NULL THEN COALESCE(%s, 0) - spent.amount END",
                self._won_revenue(),
            ),
            'return_rate': SQL("NULL::numeric"),
        }

    @api.model
    def _converted_amount(self) -> SQL:
        # whoever reads a report needs the rates of what is in it
        currencies = self.env['lead.source.cost'].sudo()._currencies()
        rate = self._exchange_rate(SQL("cost.currency_id"), {c.id: c for c in currencies})
        return SQL("cost.amount * %s", rate)

    @api.model
    def _spent_in_vain(self) -> SQL:
        """Return one row per total that brought no lead: money spent does not drop out of sums.

        The row stands at noon, so that it is on the first day of its period in most time zones.
        """
        amount = self._converted_amount()
        values = {
            'create_date': SQL("cost.date_from + INTERVAL '12 hours'"),
            'company_id': SQL("cost.company_id"),
            'source_id': SQL("cost.source_id"),
            'currency_id': self._report_currency(),
            'generated': SQL("0"),
            'cost': amount,
            'return_amount': SQL("-1 * %s", amount),
        }
        columns = SQL(", ").join(
            values.get(name, SQL("NULL")) for name in (*self._dimensions(), *self._select_columns())
        )
        return SQL(
            """
            SELECT -cost.id AS id, NULL AS lead_id,
                   '1_generated' AS step, 0 AS reached, 0 AS skipped, %s
              FROM lead_source_cost AS cost
             WHERE cost.kind = 'total' AND NOT EXISTS (SELECT FROM crm_lead AS taker WHERE %s)
            """,
            columns,
            TAKES,
        )

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        cost, won, base = (
            self._field_to_sql(self._table, name, query) for name in ('cost', 'won', 'generated')
        )
        ratios = {
            'cost_per_lead': (SQL("SUM(%s)", cost), base),
            'cost_per_won': (SQL("SUM(%s)", cost), won),
            'return_rate': (
                SQL("100 * SUM(%s)", self._field_to_sql(self._table, 'return_amount', query)),
                cost,
            ),
        }
        fname, _separator, aggregate = aggregate_spec.partition(':')
        if fname not in ratios or aggregate != 'avg':
            return super()._read_group_select(aggregate_spec, query)
        total, per = ratios[fname]
        return SQL("%s / NULLIF(SUM(%s) FILTER (WHERE %s IS NOT NULL), 0)", total, per, cost)
