from odoo import api, fields, models

from .lead_metric_period import STEP, elapsed_share, local_time, start_of
from .lead_metric_text import unit_text, value_text

# how far from the pace is still on it, as a part of the target
TOLERANCE = 0.02


class LeadGoal(models.Model):
    """How far a target is reached in the running period, measured now by its metric."""

    _inherit = 'lead.goal'

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
