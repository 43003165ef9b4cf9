from odoo import api, fields, models
from odoo.tools import SQL

LAST_ATTEMPT = 7


class LeadTouchReport(models.Model):
    """What following up brings: one row per touch of ours, with its number on its lead."""

    _name = 'lead.touch.report'
    _inherit = ['lead.report.mixin']
    _description = "Touches"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'date desc, id desc'

    attempt = fields.Selection(
        [
            ('1', "1st"),
            ('2', "2nd"),
            ('3', "3rd"),
            ('4', "4th"),
            ('5', "5th"),
            ('6', "6th"),
            ('7', "7th or Later"),
        ],
        readonly=True,
        help="The touches of a lead in their order, of whatever kind.",
    )
    date = fields.Datetime(readonly=True)
    hour = fields.Char("Hour of Day", readonly=True, help="In the time zone of who looks.")
    weekday = fields.Selection(
        [
            ('1', "Monday"),
            ('2', "Tuesday"),
            ('3', "Wednesday"),
            ('4', "Thursday"),
            ('5', "Friday"),
            ('6', "Saturday"),
            ('7', "Sunday"),
        ],
        "Day of Week",
        readonly=True,
    )
    kind = fields.Selection(
        lambda self: self.env['lead.touch']._fields['kind']._description_selection(self.env),
        readonly=True,
    )
    outcome = fields.Selection(
        lambda self: self.env['lead.touch']._fields['outcome']._description_selection(self.env),
        readonly=True,
    )
    user_id = fields.Many2one('res.users', "By", readonly=True)
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
        [('won', "Won"), ('lost', "Lost"), ('pending', "Pending")], "Lead's Outcome", readonly=True
    )
    touches = fields.Integer(readonly=True)
    leads = fields.Integer(readonly=True)
    touches_per_lead = fields.Float("Touches per Lead", aggregator='avg', readonly=True)
    reached = fields.Integer("Reached", readonly=True)
    reached_rate = fields.Float(
        "Reached (%)", aggregator='avg', readonly=True, help="Of the touches that have an outcome."
    )

    @property
    def _table_query(self) -> SQL:
        local = SQL(
            "(touch.date AT TIME ZONE 'UTC' AT TIME ZONE %s)",
            self.env.context.get('tz') or self.env.user.tz or 'UTC',
        )
        return SQL(
            """
            SELECT touch.id, touch.lead_id, touch.date, touch.kind, touch.outcome, touch.user_id,
                   LEAST(%(attempt)s, %(last)s)::varchar AS attempt,
                   to_char(%(local)s, 'HH24:00') AS hour,
                   to_char(%(local)s, 'ID') AS weekday,
                   lead.team_id, %(company)s AS company_id, lead.source_id, lead.lead_grade,
                   lead.lead_status_id, lead.won_status,
                   1 AS touches, 1 AS leads, NULL::numeric AS touches_per_lead,
                   (touch.outcome = 'reached')::int AS reached,
                   (touch.outcome = 'reached')::int * 100::float8 AS reached_rate,
                   %(currency)s AS currency_id
              FROM lead_touch AS touch
         LEFT JOIN crm_lead AS lead ON lead.id = touch.lead_id
             WHERE touch.direction = 'out'
            """,
            attempt=self._attempt(),
            last=LAST_ATTEMPT,
            local=local,
            company=self._lead_company(),
            currency=self._report_currency(),
        )

    @api.model
    def _attempt(self) -> SQL:
        """Return the number of a touch on its lead; it is counted here until it has been stored."""
        return SQL(
            """COALESCE(touch.attempt, (
                SELECT COUNT(*) FROM lead_touch AS made
                 WHERE made.lead_id = touch.lead_id AND made.direction = 'out'
                   AND (made.date, made.id) <= (touch.date, touch.id)
            ))"""
        )

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        fname = aggregate_spec.partition(':')[0]
        if fname == 'leads':
            return self._count_leads(query)
        if fname == 'touches_per_lead':
            return SQL("1.0 * COUNT(*) / NULLIF(%s, 0)", self._count_leads(query))
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _count_leads(self, query) -> SQL:
        # a lead counts once in each group, however often it was touched
        return SQL("COUNT(DISTINCT %s)", self._field_to_sql(self._table, 'lead_id', query))
