from itertools import chain

from odoo import api, fields, models
from odoo.fields import Domain
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
TYPES = {
    'datetime': 'timestamp',
    'float': 'float8',
    'integer': 'int4',
    'many2one': 'int4',
    'monetary': 'numeric',
    'selection': 'varchar',
}
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
    worked = fields.Integer(readonly=True, help="Leads held that somebody has been in touch with.")
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
    won = fields.Integer(readonly=True)
    won_revenue = fields.Monetary(readonly=True)
    lost = fields.Integer(readonly=True)
    win_rate = fields.Float("Won of Closed (%)", aggregator='avg', readonly=True)

    @property
    def _table_query(self) -> SQL:
        """Return one query per event, so that PostgreSQL reads each for the days asked only."""
        return SQL(" UNION ALL ").join(
            [self._held(), self._closed(), self._promised(), self._touched()]
        )

    @api.model
    def _held(self) -> SQL:
        return self._event(
            1,
            'held',
            {
                'held': SQL("1"),
                'open_leads': SQL("(lead.active AND lead.won_status = 'pending')::int"),
                'worked': SQL("(lead.first_touch_at IS NOT NULL)::int"),
                'converted': SQL("(lead.won_status = 'won')::int"),
            },
            source=SQL("crm_lead AS lead"),
            where=SQL("lead.user_id IS NOT NULL"),
            id=SQL("lead.id"),
            date=SQL("COALESCE(lead.date_open, lead.create_date)"),
        )

    @api.model
    def _closed(self) -> SQL:
        return self._event(
            2,
            'closed',
            {
                'won': SQL("(lead.won_status = 'won')::int"),
                'lost': SQL("(lead.won_status = 'lost')::int"),
                'won_revenue': self._won_revenue(),
            },
            source=SQL("crm_lead AS lead"),
            where=SQL("lead.user_id IS NOT NULL AND lead.won_status IN ('won', 'lost')"),
            id=SQL("lead.id"),
            date=SQL("lead.date_closed"),
            lost_reason_id=SQL("lead.lost_reason_id"),
        )

    @api.model
    def _promised(self) -> SQL:
        return self._event(
            3,
            'promised',
            {
                'sla_met': SQL("(clock.state = 'met')::int"),
                'sla_missed': SQL("(clock.state = 'missed')::int"),
                'response_minutes': SQL(
                    "CASE WHEN clock.met_at IS NOT NULL THEN clock.response_minutes END"
                ),
            },
            source=self._with_lead(SQL("lead_sla AS clock"), SQL("clock.lead_id")),
            where=SQL("clock.state IN ('met', 'missed')"),
            id=SQL("clock.id"),
            date=SQL("clock.deadline"),
            lead_id=SQL("clock.lead_id"),
            user_id=SQL("clock.user_id"),
            team_id=SQL("clock.team_id"),
        )

    @api.model
    def _touched(self) -> SQL:
        return self._event(
            4,
            'touched',
            {
                'touches': SQL("1"),
                **{name: SQL("(touch.kind = %s)::int", kind) for name, kind in TOUCHES.items()},
            },
            source=self._with_lead(SQL("lead_touch AS touch"), SQL("touch.lead_id")),
            where=SQL("touch.direction = 'out' AND touch.user_id IS NOT NULL"),
            id=SQL("touch.id"),
            date=SQL("touch.date"),
            lead_id=SQL("touch.lead_id"),
            user_id=SQL("touch.user_id"),
            touch_kind=SQL("touch.kind"),
        )

    @api.model
    def _event(self, number, key, measures, source, where, **columns) -> SQL:
        """Return the rows of one event; other events' columns and measures are empty.

        PostgreSQL leaves the lead and its customer out of queries that ask nothing of them.
        """
        columns = {
            'lead_id': SQL("lead.id"),
            'user_id': SQL("lead.user_id"),
            'team_id': SQL("lead.team_id"),
            'company_id': self._lead_company(),
            'partner_id': SQL("customer.commercial_partner_id"),
            'lost_reason_id': SQL("NULL"),
            'touch_kind': SQL("NULL"),
            'currency_id': self._report_currency(),
            **columns,
            'id': SQL("%s::bigint * 8 + %s", columns['id'], number),
            'event': SQL("%s", key),
            **{name: measures.get(name, SQL("NULL")) for name in (*MEASURES, *RATES)},
        }
        return SQL(
            """SELECT %s FROM %s
            LEFT JOIN res_partner AS customer ON customer.id = lead.partner_id WHERE %s""",
            SQL(", ").join(
                SQL("(%s)::%s AS %s", columns[name], self._type(name), SQL.identifier(name))
                for name in sorted(columns)
            ),
            source,
            where,
        )

    @api.model
    def _with_lead(self, source, key) -> SQL:
        """Join the lead to what is about it: looked up row by row where few days are asked for.

        Else PostgreSQL would read all leads of all customers first, and look for the days then.
        """
        lead = SQL("SELECT * FROM crm_lead WHERE id = %s OFFSET 0", key)
        if not self.env.context.get('lead_looked_up'):
            return SQL("%s LEFT JOIN crm_lead AS lead ON lead.id = %s", source, key)
        return SQL("%s CROSS JOIN LATERAL (%s) AS lead", source, lead)

    @api.model
    def _read_group(self, domain, groupby=(), *args, **kwargs):
        model = self._looking_up(domain, groupby)
        return super(LeadScoreboardReport, model)._read_group(domain, groupby, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, *args, **kwargs):
        model = self._looking_up(domain, chain.from_iterable(grouping_sets))
        parent = super(LeadScoreboardReport, model)
        return parent._read_grouping_sets(domain, grouping_sets, *args, **kwargs)

    @api.model
    def _looking_up(self, domain, groupby):
        """Return the report as it reads leads the fastest for this question."""
        asked = {condition.field_expr for condition in Domain(domain).iter_conditions()}
        of_lead = {'partner_id', 'team_id'} & {*asked, *groupby}
        return self.with_context(lead_looked_up=bool(of_lead and 'date' in asked))

    @api.model
    def _type(self, name) -> SQL:
        # of the same types in each query, or PostgreSQL makes whole rows of all before it groups
        return SQL('int8' if name == 'id' else TYPES[self._fields[name].type])

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
