from odoo import api, fields, models
from odoo.tools import SQL

from ..models.scorecard.lead_scorecard import GRADES

# {measure: column of the outcome whose leads it counts}
COUNTS = {'leads', 'accepted', 'opportunity', 'decided', 'won'}
# {measure: (leads with this outcome, of all leads that could still have that one)}
RATES = {
    'accept_rate': ('accepted', 'accepted'),
    'opportunity_rate': ('opportunity', 'opportunity'),
    'win_rate': ('won', 'won'),
    'win_rate_decided': ('won', 'decided'),
}


class LeadCalibrationReport(models.Model):
    """What became of assessed leads: one row per answer of the assessments that count.

    Tells whether a card, a grade or an answer foretells success. Only what happened after the
    assessment counts as its outcome; what had happened before leaves the lead out of that rate.
    A lead counts once in any group, however many of its answers are in it.
    """

    _name = 'lead.calibration.report'
    _inherit = ['lead.report.mixin']
    _description = "Lead Calibration"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'confirmed_at desc, id'

    assessment_id = fields.Many2one('lead.assessment', readonly=True)
    confirmed_at = fields.Datetime("Assessed On", readonly=True)
    assessed_by_id = fields.Many2one('res.users', "Assessed By", readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    source_id = fields.Many2one('utm.source', readonly=True)
    industry_id = fields.Many2one('res.partner.industry', readonly=True)
    scorecard_id = fields.Many2one('lead.scorecard', readonly=True)
    card_source = fields.Selection(
        [
            ('answered', "Answered on the discovery call"),
            ('evaluated', "Evaluated from the lead's data"),
        ],
        "Kind of Card",
        readonly=True,
    )
    grade = fields.Selection(
        GRADES, "Card Grade", readonly=True, help="The grade the assessment gave."
    )
    lead_grade = fields.Selection(
        GRADES, readonly=True, help="The lead's grade now; closed leads keep the one they had."
    )
    verdict = fields.Selection(
        [('incomplete', "Incomplete"), ('passed', "Passed"), ('failed', "Not Passed")],
        readonly=True,
    )
    criterion = fields.Char(readonly=True)
    answer = fields.Char(readonly=True, help="Points and words as they were when answered.")
    finding = fields.Selection(
        [('met', "Met"), ('not_met', "Not Met"), ('missing', "No Data")], readonly=True
    )
    basis = fields.Selection(
        [('assumed', "Assumed"), ('confirmed', "Confirmed by Customer")], readonly=True
    )
    points = fields.Integer(aggregator='avg', readonly=True)
    leads = fields.Integer(readonly=True)
    accepted = fields.Integer("Accepted", readonly=True)
    opportunity = fields.Integer("Opportunities", readonly=True)
    decided = fields.Integer("Decided", readonly=True, help="Leads won or lost.")
    won = fields.Integer("Won", readonly=True)
    accept_rate = fields.Float("Accepted of Leads (%)", aggregator='avg', readonly=True)
    opportunity_rate = fields.Float("Opportunities of Leads (%)", aggregator='avg', readonly=True)
    win_rate = fields.Float("Won of Leads (%)", aggregator='avg', readonly=True)
    win_rate_decided = fields.Float("Won of Decided (%)", aggregator='avg', readonly=True)
    won_revenue = fields.Monetary(readonly=True)
    days_to_win = fields.Float("Days Assessed to Won", aggregator='avg', readonly=True)

    @property
    def _table_query(self) -> SQL:
        columns = {**self._dimensions(), **self._outcomes()}
        return SQL(
            """
            SELECT line.id, line.line_count, %s
              FROM (%s) AS assessment
              JOIN crm_lead AS lead ON lead.id = assessment.lead_id
              JOIN lead_scorecard AS card ON card.id = assessment.scorecard_id
              %s
            """,
            SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            ),
            self._assessments(),
            self._join_lines(),
        )

    @api.model
    def _assessments(self) -> SQL:
        """Return the newest confirmed assessment of each lead and card."""
        return SQL(
            """
            SELECT DISTINCT ON (lead_id, scorecard_id)
                   id, lead_id, scorecard_id, user_id, grade, verdict, confirmed_at,
                   date_trunc('second', confirmed_at) AS assessed_at
              FROM lead_assessment
             WHERE state = 'confirmed'
          ORDER BY lead_id, scorecard_id, confirmed_at DESC, id DESC
            """
        )

    @api.model
    def _join_lines(self) -> SQL:
        return SQL(
            """
              JOIN (SELECT *, 1 AS line_count FROM lead_assessment_line) AS line
                ON line.assessment_id = assessment.id
         LEFT JOIN lead_scorecard_criterion AS criterion ON criterion.id = line.criterion_id
         LEFT JOIN lead_scorecard_answer AS answer ON answer.id = line.answer_id
            """
        )

    @api.model
    def _dimensions(self):
        """Return ``{column: SQL}`` of what reports group and filter by."""
        sources = {
            'lead': ('user_id', 'team_id', 'company_id', 'source_id', 'industry_id', 'lead_grade'),
            'assessment': ('lead_id', 'scorecard_id', 'grade', 'verdict', 'confirmed_at'),
        }
        return {
            **{name: SQL.identifier(table, name) for table in sources for name in sources[table]},
            'assessment_id': SQL("assessment.id"),
            'assessed_by_id': SQL("assessment.user_id"),
            'card_source': SQL("card.source"),
            'currency_id': self._report_currency(),
            **self._line_dimensions(),
        }

    @api.model
    def _line_dimensions(self):
        return {
            'criterion': self._words(SQL("line.name"), SQL("criterion.name")),
            'answer': self._answer(),
            'points': SQL("CASE WHEN NOT line.is_missing THEN line.points END"),
            'finding': SQL(
                """CASE WHEN line.is_missing THEN 'missing'
                        WHEN line.is_met THEN 'met' ELSE 'not_met' END"""
            ),
            'basis': SQL(
                "CASE WHEN card.source = 'answered' AND NOT line.is_missing THEN line.basis END"
            ),
        }

    @api.model
    def _words(self, frozen, translations) -> SQL:
        """Return the frozen words in this user's language, as long as nobody edited them since."""
        return SQL(
            """CASE WHEN %(frozen)s IN (SELECT value FROM jsonb_each_text(%(translations)s))
                    THEN COALESCE(%(translations)s->>%(lang)s, %(frozen)s) ELSE %(frozen)s END""",
            frozen=frozen,
            translations=translations,
            lang=self.env.lang or 'en_US',
        )

    @api.model
    def _answer(self) -> SQL:
        findings = dict(self._fields['finding']._description_selection(self.env))
        return SQL(
            """CASE WHEN line.is_missing THEN %s
                    WHEN card.source = 'evaluated' AND line.is_met THEN %s
                    WHEN card.source = 'evaluated' THEN %s
                    ELSE line.points || ' · ' || %s END""",
            findings['missing'],
            findings['met'],
            findings['not_met'],
            self._words(SQL("line.answer_name"), SQL("answer.name")),
        )

    @api.model
    def _outcomes(self):
        """Return ``{outcome: SQL}``: 1 followed, 0 not (yet), empty when it was there before."""
        accepted_at = SQL("lead.accepted_at")
        opportunity_at = self._opportunity_at()
        won = SQL("(lead.won_status = 'won')::int")
        return {
            'leads': SQL("1"),
            'accepted': self._followed(accepted_at, SQL("(%s IS NOT NULL)::int", accepted_at)),
            'opportunity': self._followed(opportunity_at, SQL("(lead.type = 'opportunity')::int")),
            'decided': self._closed(SQL("1")),
            'won': self._closed(won),
            'accept_rate': SQL("NULL::numeric"),
            'opportunity_rate': SQL("NULL::numeric"),
            'win_rate': SQL("NULL::numeric"),
            'win_rate_decided': SQL("NULL::numeric"),
            'won_revenue': SQL(
                "CASE WHEN %s = 1 THEN %s END", self._closed(won), self._won_revenue()
            ),
            'days_to_win': self._days(SQL("assessment.assessed_at"), self._won_at()),
        }

    @api.model
    def _followed(self, moment, outcome) -> SQL:
        # moments may be noted in whole seconds, and in the same transaction as the assessment
        return SQL("CASE WHEN %s < assessment.assessed_at THEN NULL ELSE %s END", moment, outcome)

    @api.model
    def _closed(self, outcome) -> SQL:
        return SQL(
            """CASE WHEN lead.won_status NOT IN ('won', 'lost') THEN 0
                    WHEN lead.date_closed >= assessment.assessed_at THEN %s END""",
            outcome,
        )

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        fname = aggregate_spec.partition(':')[0]
        if fname in COUNTS:
            return self._count_leads(query, fname, SQL("= 1"))
        if fname in RATES:
            outcome, base = RATES[fname]
            condition = SQL("= 1") if base == 'decided' else SQL("IS NOT NULL")
            return SQL(
                "100.0 * %s / NULLIF(%s, 0)",
                self._count_leads(query, outcome, SQL("= 1")),
                self._count_leads(query, base, condition),
            )
        if fname == 'won_revenue':
            return self._sum_once(query, fname, 'lead_id')
        if fname == 'days_to_win':
            return SQL(
                "%s / NULLIF(COUNT(DISTINCT %s) FILTER (WHERE %s IS NOT NULL), 0)",
                self._sum_once(query, fname, 'assessment_id'),
                self._field_to_sql(self._table, 'assessment_id', query),
                self._field_to_sql(self._table, fname, query),
            )
        return super()._read_group_select(aggregate_spec, query)

    @api.model
    def _count_leads(self, query, fname, condition) -> SQL:
        return SQL(
            "COUNT(DISTINCT %s) FILTER (WHERE %s %s)",
            self._field_to_sql(self._table, 'lead_id', query),
            self._field_to_sql(self._table, fname, query),
            condition,
        )

    @api.model
    def _sum_once(self, query, fname, key) -> SQL:
        """Return the sum of a value that each record of ``key`` repeats on several rows.

        SQL sums distinct values, not values of distinct records: each value is lifted by a
        multiple of its record's id that no value reaches, and the multiples are taken off again.
        """
        return SQL(
            """(SUM(DISTINCT %(key)s * 1e20 + %(value)s) FILTER (WHERE %(value)s IS NOT NULL)
              - SUM(DISTINCT %(key)s * 1e20) FILTER (WHERE %(value)s IS NOT NULL))""",
            key=SQL("%s::numeric", self._field_to_sql(self._table, key, query)),
            value=SQL("%s::numeric", self._field_to_sql(self._table, fname, query)),
        )
