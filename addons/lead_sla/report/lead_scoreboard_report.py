from odoo import api, fields, models
from odoo.tools import SQL

MEASURES = (
    'held',
    'open_leads',
    'worked',
    'converted',
    'won',
    'won_revenue',
    'lost',
    'sla_met',
    'sla_missed',
    'response_minutes',
    'touches',
    'calls',
    'emails',
    'messages',
    'meetings',
)
TOUCHES = {'calls': 'call', 'emails': 'email', 'messages': 'message', 'meetings': 'meeting'}
# {rate: (what is counted, the counts it is taken over)}
RATES = {
    'work_rate': ('worked', ('held',)),
    'conversion_rate': ('converted', ('held',)),
    'sla_rate': ('sla_met', ('sla_met', 'sla_missed')),
    'win_rate': ('won', ('won', 'lost')),
}


class LeadScoreboardReport(models.Model):
    """What a salesperson had, did and achieved: one row per lead got, closed, promised or touched.

    Each row stands on the day it happened, so that any period adds up. Rates are ratios of sums.
    """

    _name = 'lead.scoreboard.report'
    _inherit = ['lead.report.mixin']
    _description = "Rep Scoreboard"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'date desc, id'

    date = fields.Datetime(readonly=True)
    event = fields.Selection(
        [
            ('held', "Lead Got"),
            ('closed', "Lead Won or Lost"),
            ('promised', "Response Due"),
            ('touched', "Touch"),
        ],
        "What",
        readonly=True,
    )
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    partner_id = fields.Many2one('res.partner', "Customer", readonly=True)
    lost_reason_id = fields.Many2one('crm.lost.reason', readonly=True)
    touch_kind = fields.Selection(
        [('call', "Call"), ('email', "Email"), ('message', "Message"), ('meeting', "Meeting")],
        "Kind of Touch",
        readonly=True,
    )
    held = fields.Integer("Leads Held", readonly=True)
    open_leads = fields.Integer("Still Open", readonly=True)
    worked = fields.Integer(
        "Worked", readonly=True, help="Leads held that somebody has been in touch with."
    )
    converted = fields.Integer("Held and Won", readonly=True)
    work_rate = fields.Float("Worked of Held (%)", aggregator='avg', readonly=True)
    conversion_rate = fields.Float("Won of Held (%)", aggregator='avg', readonly=True)
    response_minutes = fields.Float("Minutes to Respond", aggregator='avg', readonly=True)
    sla_met = fields.Integer("SLA Met", readonly=True)
    sla_missed = fields.Integer("SLA Missed", readonly=True)
    sla_rate = fields.Float("SLA Kept (%)", aggregator='avg', readonly=True)
    touches = fields.Integer(readonly=True)
    calls = fields.Integer(readonly=True)
    emails = fields.Integer(readonly=True)
    messages = fields.Integer(readonly=True)
    meetings = fields.Integer(readonly=True)
    won = fields.Integer("Won", readonly=True)
    won_revenue = fields.Monetary(readonly=True)
    lost = fields.Integer("Lost", readonly=True)
    win_rate = fields.Float("Won of Closed (%)", aggregator='avg', readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(" UNION ALL ").join([self._from_leads(), self._from_clocks(), self._touches()])

    @api.model
    def _from_leads(self) -> SQL:
        """Return a row for each lead on the day its salesperson got it, and on that it closed."""
        held = {
            'held': SQL("1"),
            'open_leads': SQL("(lead.active AND lead.won_status = 'pending')::int"),
            'worked': SQL("(lead.first_touch_at IS NOT NULL)::int"),
            'converted': SQL("(lead.won_status = 'won')::int"),
        }
        closed = {
            'won': SQL("(lead.won_status = 'won')::int"),
            'lost': SQL("(lead.won_status = 'lost')::int"),
            'won_revenue': self._won_revenue(),
        }
        measures = {
            **{name: self._on('held', value) for name, value in held.items()},
            **{name: self._on('closed', value) for name, value in closed.items()},
        }
        return SQL(
            """SELECT lead.id::bigint * 8 + event.number AS id, lead.id AS lead_id,
                      event.date, event.key AS event, lead.user_id, lead.team_id, %(columns)s,
                      CASE WHEN event.key = 'closed' THEN lead.lost_reason_id END AS lost_reason_id,
                      NULL AS touch_kind, %(measures)s
                 FROM crm_lead AS lead
            LEFT JOIN res_partner AS customer ON customer.id = lead.partner_id
           CROSS JOIN LATERAL (VALUES
                      (1, 'held', COALESCE(lead.date_open, lead.create_date), TRUE),
                      (2, 'closed', lead.date_closed, lead.won_status IN ('won', 'lost'))
                      ) AS event(number, key, date, has_happened)
                WHERE lead.user_id IS NOT NULL AND event.has_happened""",
            columns=self._lead_columns(),
            measures=self._measures(measures),
        )

    @api.model
    def _from_clocks(self) -> SQL:
        measures = {
            'sla_met': SQL("(clock.state = 'met')::int"),
            'sla_missed': SQL("(clock.state = 'missed')::int"),
            'response_minutes': SQL("CASE WHEN clock.met_at IS NOT NULL THEN response_minutes END"),
        }
        return SQL(
            """SELECT clock.id::bigint * 8 + 3 AS id, lead.id AS lead_id, clock.deadline AS date,
                      'promised' AS event, clock.user_id, clock.team_id, %(columns)s,
                      NULL AS lost_reason_id, NULL AS touch_kind, %(measures)s
                 FROM lead_sla AS clock
                 JOIN crm_lead AS lead ON lead.id = clock.lead_id
            LEFT JOIN res_partner AS customer ON customer.id = lead.partner_id
                WHERE clock.state IN ('met', 'missed')""",
            columns=self._lead_columns(),
            measures=self._measures(measures),
        )

    @api.model
    def _touches(self) -> SQL:
        measures = {
            'touches': SQL("1"),
            **{name: SQL("(touch.kind = %s)::int", kind) for name, kind in TOUCHES.items()},
        }
        return SQL(
            """SELECT touch.id::bigint * 8 + 4 AS id, lead.id AS lead_id, touch.date,
                      'touched' AS event, touch.user_id, lead.team_id, %(columns)s,
                      NULL AS lost_reason_id, touch.kind AS touch_kind, %(measures)s
                 FROM lead_touch AS touch
                 JOIN crm_lead AS lead ON lead.id = touch.lead_id
            LEFT JOIN res_partner AS customer ON customer.id = lead.partner_id
                WHERE touch.direction = 'out' AND touch.user_id IS NOT NULL""",
            columns=self._lead_columns(),
            measures=self._measures(measures),
        )

    @api.model
    def _lead_columns(self) -> SQL:
        return SQL(
            "lead.company_id, customer.commercial_partner_id AS partner_id, %s AS currency_id",
            self._report_currency(),
        )

    @api.model
    def _on(self, event, value) -> SQL:
        return SQL("CASE WHEN event.key = %s THEN %s END", event, value)

    @api.model
    def _measures(self, values) -> SQL:
        values = {**values, **{name: SQL("NULL::numeric") for name in RATES}}
        return SQL(", ").join(
            SQL("%s AS %s", values.get(name, SQL("NULL::numeric")), SQL.identifier(name))
            for name in (*MEASURES, *RATES)
        )

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        fname, _separator, aggregate = aggregate_spec.partition(':')
        if fname not in RATES or aggregate != 'avg':
            return super()._read_group_select(aggregate_spec, query)
        counted, base = RATES[fname]
        return SQL(
            "100.0 * SUM(%s) / NULLIF(%s, 0)",
            self._field_to_sql(self._table, counted, query),
            SQL(" + ").join(
                SQL("COALESCE(SUM(%s), 0)", self._field_to_sql(self._table, name, query))
                for name in base
            ),
        )
