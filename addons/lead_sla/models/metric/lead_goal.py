from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .lead_metric import PERIODS
from .lead_metric_definition import unit_text, value_text
from .lead_metric_period import STEP, elapsed_share, local_time, start_of, utc_midnight

# how far from the pace is still on it, as a part of the target
TOLERANCE = 0.02


class LeadGoal(models.Model):
    """What a salesperson, a team or a company is to reach in each period, by one metric.

    The leads behind the progress of a target.

    How far a target is reached in the running period, measured now by its metric.
    """

    _name = 'lead.goal'
    _inherit = ['lead.by.leader.mixin']
    _description = "Lead Target"
    _order = 'company_id, team_id, user_id, metric_id, period, date_from desc, id'
    _rec_name = 'metric_id'

    metric_id = fields.Many2one('lead.metric', required=True, index=True, ondelete='restrict')
    unit = fields.Char(related='metric_id.unit')
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    team_id = fields.Many2one(
        'crm.team', "Sales Team", index='btree_not_null', check_company=True, ondelete='cascade'
    )
    user_id = fields.Many2one(
        'res.users',
        "Salesperson",
        index='btree_not_null',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete='cascade',
        help="Empty: the target of the team, or of the company if there is no team either.",
    )
    period = fields.Selection(PERIODS, "Each", required=True, default='month')
    target = fields.Float(required=True, digits=0)
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self).replace(day=1)
    )
    date_to = fields.Date("To", help="Empty: until further notice.")
    actual = fields.Float("Reached", compute='_compute_progress', digits=0)
    has_data = fields.Boolean(compute='_compute_progress')
    progress = fields.Float("Progress (%)", compute='_compute_progress', digits=(16, 1))
    expected = fields.Float("Due by Now", compute='_compute_progress', digits=0)
    pace = fields.Selection(
        [
            ('reached', "Reached"),
            ('ahead', "Ahead"),
            ('on_pace', "On pace"),
            ('behind', "Behind"),
            ('no_data', "No data yet"),
            ('over', "Not running"),
        ],
        compute='_compute_progress',
        help="Whether as much of the target is reached as of the period has passed.",
    )
    previous_progress = fields.Float(
        "Period Before (%)", compute='_compute_progress', digits=(16, 1)
    )
    period_start = fields.Date("Period", compute='_compute_progress')
    unit_text = fields.Char("Measured In", compute='_compute_texts')
    target_text = fields.Char("Target of Period", compute='_compute_texts')
    actual_text = fields.Char("Reached So Far", compute='_compute_texts')
    expected_text = fields.Char("Due So Far", compute='_compute_texts')

    _check_target = models.Constraint('CHECK(target > 0)', "A target must be greater than 0.")
    _check_dates = models.Constraint(
        'CHECK(date_from <= date_to)', "A target must start before it ends. Correct From or To."
    )
    # a range of one number stands for a record: ranges need no extension
    _one_a_day = models.Constraint(
        """EXCLUDE USING gist (
            int4range(metric_id, metric_id, '[]') WITH &&,
            int4range(company_id, company_id, '[]') WITH &&,
            int4range(COALESCE(team_id, 0), COALESCE(team_id, 0), '[]') WITH &&,
            int4range(COALESCE(user_id, 0), COALESCE(user_id, 0), '[]') WITH &&,
            int4range(ascii(period), ascii(period), '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&)""",
        "There is such a target on some of these days already. End that one the day before, or "
        "change it.",
    )

    @api.constrains('target', 'metric_id')
    def _check_target_of_rate(self):
        for goal in self:
            if goal.metric_id.unit == 'percent' and goal.target > 100:
                raise ValidationError(
                    self.env._(
                        "%(metric)s is a rate: its target cannot be more than 100 percent.",
                        metric=goal.metric_id.name,
                    )
                )

    @api.constrains('company_id', 'user_id')
    def _check_user_company(self):
        for goal in self:
            # sudo: in which companies a user may work is not everybody's to read
            if goal.user_id and goal.company_id not in goal.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s. Choose another salesperson or "
                        "company.",
                        user=goal.user_id.name,
                        company=goal.company_id.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        # Odoo asks before only: nobody hands a target over to a team he does not lead
        self.check_access('write')
        return result

    @api.depends('metric_id', 'team_id', 'user_id')
    def _compute_display_name(self):
        for goal in self:
            whose = goal.user_id.name or goal.team_id.name or goal.company_id.name
            goal.display_name = " · ".join(filter(None, [goal.metric_id.name, whose]))

    def action_view_leads(self):
        """Open the leads that count for this target in the running period."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.display_name,
            'res_model': 'crm.lead',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('metric_goal_id', '=', self.id)],
            # lost leads are archived, and counted
            'context': {'active_test': False, 'create': False},
        }

    def _lead_query(self):
        """Return the query of the leads behind the progress."""
        self.ensure_one()
        # sudo: definitions and time zones are no secret to who reads the target
        metric = self.sudo().metric_id
        zone = metric._zones().get(self.company_id.id, 'UTC')
        first = start_of(self.period, local_time(self.env.cr.now(), zone).date())
        span = (utc_midnight(day, zone) for day in (first, first + STEP[self.period]))
        query = metric._query(*span)
        scope = [
            SQL("%s = %s", query.column(metric.key, name), self[name].id)
            for name in ('company_id', 'team_id', 'user_id')
            if self[name]
        ]
        return query.leads(metric.key, SQL(" AND ").join(scope), False)

    @api.depends('metric_id', 'company_id', 'team_id', 'user_id', 'period', 'target', 'date_from')
    def _compute_progress(self):
        now, zones = self.env.cr.now(), self.env['lead.metric']._zones()
        reached = self._measure_reached(zones)
        for goal in self:
            zone = zones.get(goal.company_id.id, 'UTC')
            today = local_time(now, zone).date()
            start = start_of(goal.period, today) if goal.period else today
            goal.period_start = start
            goal.has_data, goal.actual = reached.get((goal, start), (False, 0))
            passed = elapsed_share(goal.period, start, now, zone) if goal.period else 0
            goal.expected = goal.target * passed if goal._adds_up() else goal.target
            goal.progress = goal._progress(goal.has_data, goal.actual)
            before = start - STEP[goal.period] if goal.period else start
            goal.previous_progress = goal._progress(*reached.get((goal, before), (False, 0)))
            goal.pace = goal._pace(today)

    @api.depends('target', 'actual', 'expected', 'unit', 'company_id')
    @api.depends_context('lang')
    def _compute_texts(self):
        for goal in self:
            goal.unit_text = unit_text(self.env, goal.unit, goal.company_id.currency_id)
            goal.target_text = goal._text(goal.target)
            goal.actual_text = goal.has_data and goal._text(goal.actual)
            goal.expected_text = goal._text(goal.expected)

    def _text(self, value):
        return value_text(self.env, value, self.unit, self.company_id.currency_id)

    def _adds_up(self):
        """Tell whether the metric grows during a period, so that there is a pace."""
        return self.metric_id.kind in ('count', 'sum')

    def _progress(self, has_data, actual):
        """Return how much of the target is reached, in percent."""
        if not has_data or not self.target:
            return 0
        if self._is_lower_better():
            return 100 * min(1, self.target / actual) if actual else 100
        return 100 * actual / self.target

    def _is_lower_better(self):
        definition = self.metric_id._definition()
        return bool(definition and definition.lower_is_better)

    def _pace(self, today):
        if self.date_to and self.date_to < today or self.date_from and self.date_from > today:
            return 'over'
        if not self.has_data:
            return 'no_data'
        if self.progress >= 100:
            return 'reached'
        if not self._adds_up():
            return 'behind'
        distance = self.actual - self.expected
        if abs(distance) <= TOLERANCE * self.target:
            return 'on_pace'
        return 'ahead' if distance > 0 else 'behind'

    def _measure_reached(self, zones):
        """Return ``{(goal, first day of period): (has data, value)}``, in one query."""
        periods = set(self.mapped('period')) - {False}
        if not periods:
            return {}
        # sudo: a target shows how far its owner is, whichever leads it is made of
        metrics = self.sudo().metric_id
        today = min(local_time(self.env.cr.now(), zone).date() for zone in zones.values())
        first_days = {period: start_of(period, today) - STEP[period] for period in periods}
        by = ('company_id', 'team_id', 'user_id')
        parts = {}
        for key, *whose, period, day, numerator, denominator in metrics._measure_periods(
            first_days, by
        ):
            parts.setdefault((key, period), []).append(
                (whose, day, float(numerator or 0), denominator)
            )
        return {
            result: value
            for goal in self
            for result, value in goal._add_up(parts.get((goal.metric_id.key, goal.period), ()))
        }

    def _add_up(self, rows):
        """Yield ``(goal, day), (has data, value)`` of each period, over the leads it is about."""
        self.ensure_one()
        whose = (self.company_id.id, self.team_id.id, self.user_id.id)
        totals = {}
        for owner, day, numerator, denominator in rows:
            if all(wanted in (False, other) for wanted, other in zip(whose, owner, strict=True)):
                total = totals.setdefault(day, [0, 0])
                total[0] += numerator
                total[1] += denominator or 0
        definition = self.metric_id._definition()
        for day, (numerator, denominator) in totals.items():
            value = definition.value(numerator, denominator)
            yield (self, day), (value is not None, value or 0)
