from odoo import api, fields, models
from odoo.tools import SQL

# {bucket: minutes until which it reaches}; the digit keeps them in their order
BUCKETS = {'1_5': 5, '2_10': 10, '3_30': 30, '4_60': 60, '5_day': 24 * 60}
BUCKET_LABELS = [
    ('1_5', "Within 5 Minutes"),
    ('2_10', "Within 10 Minutes"),
    ('3_30', "Within 30 Minutes"),
    ('4_60', "Within 1 Hour"),
    ('5_day', "Within 24 Hours"),
    ('6_later', "Later"),
    ('7_never', "Never"),
]
LEAD_COLUMNS = (
    'create_date',
    'user_id',
    'team_id',
    'company_id',
    'source_id',
    'lead_grade',
    'lead_status_id',
    'won_status',
)


class LeadResponseReport(models.Model):
    """Does speed pay: one row per lead that a salesperson had, how fast, and what became of it."""

    _name = 'lead.response.report'
    _inherit = ['lead.report.mixin']
    _description = "Response Time"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'create_date desc, id desc'

    bucket = fields.Selection(
        BUCKET_LABELS,
        "Answered",
        readonly=True,
        help="From the capture of the lead to the first touch, nights and weekends included.",
    )
    rep_bucket = fields.Selection(
        BUCKET_LABELS,
        "Answered by Salesperson",
        readonly=True,
        help="From the first assignment to the first touch.",
    )
    create_date = fields.Datetime("Generated On", readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    source_id = fields.Many2one('utm.source', readonly=True)
    lead_grade = fields.Selection(
        lambda self: self.env['crm.lead']._fields['lead_grade']._description_selection(self.env),
        "Grade",
        readonly=True,
    )
    lead_status_id = fields.Many2one('lead.status', "Status", readonly=True)
    won_status = fields.Selection(
        [('won', "Won"), ('lost', "Lost"), ('pending', "Pending")], "Outcome", readonly=True
    )
    leads = fields.Integer(readonly=True)
    answered = fields.Integer("Answered Leads", readonly=True)
    qualified = fields.Integer("Qualified", readonly=True)
    won = fields.Integer("Won", readonly=True)
    qualified_rate = fields.Float("Qualified of Leads (%)", aggregator='avg', readonly=True)
    win_rate = fields.Float("Won of Leads (%)", aggregator='avg', readonly=True)
    won_revenue = fields.Monetary(readonly=True)
    response_minutes = fields.Float("Minutes to First Touch", aggregator='avg', readonly=True)
    system_minutes = fields.Float("Minutes to Assign", aggregator='avg', readonly=True)
    rep_minutes = fields.Float(
        "Minutes from Assignment to First Touch", aggregator='avg', readonly=True
    )
    touches = fields.Integer(readonly=True)
    touches_per_lead = fields.Float("Touches per Lead", aggregator='avg', readonly=True)

    @property
    def _table_query(self) -> SQL:
        columns = {
            **{name: SQL("lead.%s", SQL.identifier(name)) for name in LEAD_COLUMNS},
            **self._delays(),
            **self._outcomes(),
            'currency_id': self._report_currency(),
        }
        return SQL(
            """
            SELECT lead.id, lead.id AS lead_id, %s
              FROM crm_lead AS lead
         LEFT JOIN (
                SELECT lead_id, COUNT(*) AS touches
                  FROM lead_touch WHERE direction = 'out' GROUP BY lead_id
              ) AS made ON made.lead_id = lead.id
             WHERE lead.first_assigned_at IS NOT NULL OR lead.first_touch_at IS NOT NULL
            """,
            SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            ),
        )

    @api.model
    def _delays(self):
        captured, assigned, touched = (
            SQL.identifier('lead', name)
            for name in ('create_date', 'first_assigned_at', 'first_touch_at')
        )
        return {
            'response_minutes': self._minutes(captured, touched),
            'system_minutes': self._minutes(captured, assigned),
            'rep_minutes': self._minutes(assigned, touched),
            'bucket': self._bucket(captured, touched),
            'rep_bucket': self._bucket(assigned, touched),
        }

    @api.model
    def _outcomes(self):
        qualified = SQL("(lead.qualified_at IS NOT NULL OR lead.won_status = 'won')")
        won = SQL("(lead.won_status = 'won')")
        return {
            'leads': SQL("1"),
            'answered': SQL("(lead.first_touch_at IS NOT NULL)::int"),
            'qualified': SQL("%s::int", qualified),
            'won': SQL("%s::int", won),
            # the means of these are the ratios, whatever the group
            'qualified_rate': SQL("%s::int * 100::float8", qualified),
            'win_rate': SQL("%s::int * 100::float8", won),
            'won_revenue': self._won_revenue(),
            'touches': SQL("COALESCE(made.touches, 0)"),
            'touches_per_lead': SQL("COALESCE(made.touches, 0)"),
        }

    @api.model
    def _bucket(self, start, end) -> SQL:
        cases = SQL(" ").join(
            SQL("WHEN %s <= %s + %s * interval '1 minute' THEN %s", end, start, limit, bucket)
            for bucket, limit in BUCKETS.items()
        )
        return SQL(
            "CASE WHEN %s IS NULL THEN '7_never' WHEN %s IS NULL THEN NULL %s ELSE '6_later' END",
            end,
            start,
            cases,
        )
