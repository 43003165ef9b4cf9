from odoo import api, fields, models


class LeadMetricValue(models.Model):
    """The target that a value of a team is held against."""

    _inherit = 'lead.metric.value'

    goal_id = fields.Many2one('lead.goal', "Target Record", compute='_compute_goal')
    target_text = fields.Char("Target", compute='_compute_goal')
    progress = fields.Float("Target (%)", compute='_compute_goal', digits=(16, 1), aggregator=None)

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
