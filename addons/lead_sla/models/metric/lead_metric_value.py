from odoo import api, fields, models
from odoo.tools import SQL, format_date

from .lead_metric import PERIODS
from .lead_metric_definition import value_text
from .lead_metric_period import STEP, utc_midnight


class LeadMetricValue(models.Model):
    """One metric of one team in one period, as of the last refresh.

    The parts it is made of are kept, so that values of several teams or periods are ratios of sums.

    The target that a value of a team is held against.
    """

    _name = 'lead.metric.value'
    _description = "Lead Metric Value"
    _order = 'date_start desc, team_id, metric_sequence, id'
    _rec_name = 'metric_id'
    _log_access = False

    metric_id = fields.Many2one('lead.metric', required=True, index=True, ondelete='cascade')
    metric_sequence = fields.Integer(related='metric_id.sequence', store=True, aggregator=None)
    kind = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    company_id = fields.Many2one('res.company', index='btree_not_null', ondelete='cascade')
    team_id = fields.Many2one('crm.team', "Sales Team", index='btree_not_null', ondelete='cascade')
    period = fields.Selection(PERIODS, required=True)
    date_start = fields.Date("First Day", required=True)
    date_end = fields.Date("Last Day", required=True)
    numerator = fields.Float("Leads or Amount", digits=0)
    denominator = fields.Integer("Taken Over")
    value = fields.Float(aggregator='avg', digits=0)
    has_data = fields.Boolean()
    previous_value = fields.Float("Period Before", aggregator=None, digits=0)
    has_previous = fields.Boolean()
    change = fields.Float("Change (%)", aggregator=None, digits=(16, 1))
    band_low = fields.Float("Expected from", aggregator=None, digits=0)
    band_high = fields.Float("Expected to", aggregator=None, digits=0)
    has_band = fields.Boolean()
    judged_from = fields.Date(
        "Judged From", help="Earlier than the first day where periods of few leads count together."
    )
    judged_value = fields.Float(aggregator=None, digits=0)
    drift = fields.Selection([('low', "Below the band"), ('high', "Above the band")])
    age = fields.Integer("Periods Ago", aggregator=None, help="0 is the running period.")
    is_final = fields.Boolean(
        "Final", help="The period is over, and its leads had their time for the next step."
    )
    refreshed_at = fields.Datetime("As Of", required=True)
    value_text = fields.Char("Result", compute='_compute_texts')
    parts_text = fields.Char("Made of", compute='_compute_texts')
    previous_text = fields.Char("Before", compute='_compute_texts')
    band_text = fields.Char("Expected", compute='_compute_texts')
    period_text = fields.Char("Of", compute='_compute_texts')
    verdict = fields.Selection(
        [('better', "Better"), ('worse', "Worse")],
        compute='_compute_verdict',
        help="How a drift is to be taken.",
    )
    goal_id = fields.Many2one('lead.goal', "Target Record", compute='_compute_goal')
    target_text = fields.Char("Target", compute='_compute_goal')
    progress = fields.Float("Target (%)", compute='_compute_goal', digits=(16, 1), aggregator=None)

    _unique_value = models.UniqueIndex(
        '(metric_id, period, date_start, COALESCE(company_id, 0), COALESCE(team_id, 0))'
    )

    @api.depends('value', 'previous_value', 'band_low', 'band_high', 'judged_from', 'judged_value')
    @api.depends_context('lang')
    def _compute_texts(self):
        for row in self:
            row.value_text = row.has_data and row._text(row.value)
            row.parts_text = row._parts_text()
            row.previous_text = row.has_previous and row._text(row.previous_value)
            row.band_text = row.has_band and row._band_text()
            row.period_text = row._period_text()

    @api.depends('drift')
    def _compute_verdict(self):
        for row in self:
            definition = row.metric_id._definition()
            is_good = row.drift == ('low' if definition and definition.lower_is_better else 'high')
            row.verdict = row.drift and ('better' if is_good else 'worse')

    @api.depends('metric_id', 'team_id', 'date_start')
    def _compute_display_name(self):
        for row in self:
            parts = [row.metric_id.name, row.team_id.name, row._period_text()]
            row.display_name = " · ".join(filter(None, parts))

    def _text(self, value):
        # sudo: the currency of a company is no secret to who reads its figures
        currency = self.sudo().company_id.currency_id or self.env.company.currency_id
        return value_text(self.env, value, self.unit, currency)

    def _band_text(self):
        values = {'low': self._text(self.band_low), 'high': self._text(self.band_high)}
        if not self.judged_from or self.judged_from == self.date_start:
            return self.env._("%(low)s to %(high)s", **values)
        return self.env._(
            "%(low)s to %(high)s, was %(value)s since %(date)s",
            value=self._text(self.judged_value),
            date=format_date(self.env, self.judged_from),
            **values,
        )

    def _parts_text(self):
        if self.kind == 'rate' and self.has_data:
            return self.env._(
                "%(count)s of %(base)s", count=int(self.numerator), base=self.denominator
            )
        return False

    def _period_text(self):
        self.ensure_one()
        if not self.date_start:
            return ""
        if self.period == 'quarter':
            quarter = (self.date_start.month + 2) // 3
            return self.env._("Q%(number)s %(year)s", number=quarter, year=self.date_start.year)
        pattern = 'MMMM y' if self.period == 'month' else False
        return format_date(self.env, self.date_start, date_format=pattern)

    def action_refresh_all(self):
        """Bring all metrics up to date now."""
        return self.env['lead.metric'].action_refresh()

    def action_view_leads(self):
        """Open the leads this number is taken over."""
        return self._view_leads('metric_base_id')

    def action_view_reached(self):
        """Open the leads of a rate that made it."""
        return self._view_leads('metric_reached_id')

    def _view_leads(self, fname):
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.display_name,
            'res_model': 'crm.lead',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [(fname, '=', self.id)],
            # lost leads are archived, and counted
            'context': {'active_test': False, 'create': False},
        }

    def _lead_query(self, reached_only):
        """Return the query of the leads behind this value."""
        self.ensure_one()
        # sudo: definitions and time zones are no secret to who reads the value
        metric = self.sudo().metric_id
        zone = metric._zones().get(self.company_id.id, 'UTC')
        start = utc_midnight(self.date_start, zone)
        end = utc_midnight(self.date_start + STEP[self.period], zone)
        query = metric._query(start, end)
        scope = [
            SQL("%s IS NOT DISTINCT FROM %s", query.column(metric.key, name), self[name].id or None)
            for name in ('company_id', 'team_id')
        ]
        return query.leads(metric.key, SQL(" AND ").join(scope), reached_only)

    def action_view_trend(self):
        """Open how this metric of this team went, period by period."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_sla.lead_metric_value_action_trend'
        )
        return {
            **action,
            'name': self.metric_id.name,
            'domain': [
                ('metric_id', '=', self.metric_id.id),
                ('period', '=', self.period),
                ('team_id', '=', self.team_id.id),
                ('has_data', '=', True),
            ],
            'context': {'graph_groupbys': [f'date_start:{self.period}']},
        }

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        if aggregate_spec != 'value:avg':
            return super()._read_group_select(aggregate_spec, query)
        columns = {
            name: self._field_to_sql(self._table, name, query)
            for name in ('metric_id', 'period', 'kind', 'unit', 'numerator', 'denominator')
        }
        # different metrics, or days and the weeks they are in, have no common value
        return SQL(
            """CASE WHEN MIN(%(metric_id)s) = MAX(%(metric_id)s)
                     AND MIN(%(period)s) = MAX(%(period)s)
                    THEN SUM(%(numerator)s::numeric * %(rate)s)
                       * CASE MIN(%(kind)s) WHEN 'rate' THEN 100 ELSE 1 END
                       / CASE WHEN MIN(%(kind)s) IN ('rate', 'mean')
                              THEN NULLIF(SUM(%(denominator)s), 0) ELSE 1 END END""",
            rate=self._rate_of_row(columns['unit'], query),
            **columns,
        )

    def _rate_of_row(self, unit, query) -> SQL:
        """Return the rate of an amount to the current company's currency; 1 for other numbers."""
        # sudo: rates are no secret, and rows of other companies are kept out by record rules
        companies = self.env['res.company'].sudo().search([])
        rate = self.env['lead.report.mixin']._exchange_rate(
            self._field_to_sql(self._table, 'company_id', query),
            {company.id: company.currency_id for company in companies},
        )
        return SQL("CASE WHEN %s = 'money' THEN %s ELSE 1 END", unit, rate)

    @api.depends('metric_id', 'company_id', 'team_id', 'period', 'date_start')
    @api.depends_context('lang', 'uid')
    def _compute_goal(self):
        goals = self._find_goals()
        for row in self:
            goal = goals.get(row, self.env['lead.goal'])
            row.goal_id = goal
            row.target_text = goal._text(goal.target) if goal else False
            row.progress = goal._progress(row.has_data, row.value) if goal else 0

    def _find_goals(self):
        """Return ``{value: target of its team in its period}``, as far as the user may see it."""
        goals = self.env['lead.goal'].search(
            [
                ('metric_id', 'in', self.metric_id.ids),
                ('team_id', 'in', self.team_id.ids),
                ('user_id', '=', False),
                ('period', 'in', list(set(self.mapped('period')))),
            ]
        )
        found = goals.grouped(lambda goal: (goal.metric_id, goal.team_id, goal.period))
        none = self.env['lead.goal']
        return {
            row: goal
            for row in self
            for goal in found.get((row.metric_id, row.team_id, row.period), none)
            if goal.date_from <= row.date_end and row.date_start <= (goal.date_to or row.date_start)
        }
