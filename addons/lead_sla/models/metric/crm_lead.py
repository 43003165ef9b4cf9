from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmLead(models.Model):
    """The leads behind a number, found by the very definition that counted them.

    Indexes of the moments that reports and metrics ask for by day.

    Most leads never get so far, so each is small; Odoo has one of ``create_date``, and ours of
    ``first_touch_at`` came with the field. The expressions are those of
    ``lead_metric_definition`` and ``lead_scoreboard_report``.
    """

    _inherit = 'crm.lead'

    metric_base_id = fields.Many2one(
        'lead.metric.value',
        "Counted In",
        store=False,
        compute='_compute_metric',
        search='_search_metric_base_id',
    )
    metric_reached_id = fields.Many2one(
        'lead.metric.value',
        "Converted In",
        store=False,
        compute='_compute_metric',
        search='_search_metric_reached_id',
    )
    metric_goal_id = fields.Many2one(
        'lead.goal',
        "Counts for the Target",
        store=False,
        compute='_compute_metric',
        search='_search_metric_goal_id',
    )

    _passed_at_idx = models.Index('(passed_at) WHERE passed_at IS NOT NULL')
    _accepted_at_idx = models.Index('(accepted_at) WHERE accepted_at IS NOT NULL')
    _opportunity_moment_idx = models.Index(
        "((COALESCE(date_conversion, create_date))) WHERE type = 'opportunity'"
    )
    _date_closed_idx = models.Index(
        '(date_closed) INCLUDE (won_status, user_id, type, partner_id)'
        ' WHERE date_closed IS NOT NULL'
    )
    _held_moment_idx = models.Index(
        '((COALESCE(date_open, create_date))) WHERE user_id IS NOT NULL'
    )

    def _compute_metric(self):
        # a lead is in many numbers; these fields only serve to search
        self.metric_base_id = self.metric_reached_id = self.metric_goal_id = False

    @api.model
    def _search_metric_base_id(self, operator, value):
        return self._search_metric(operator, value, reached_only=False)

    @api.model
    def _search_metric_reached_id(self, operator, value):
        return self._search_metric(operator, value, reached_only=True)

    @api.model
    def _search_metric_goal_id(self, operator, value):
        if operator != 'in':
            return NotImplemented
        goals = self.env['lead.goal'].search([('id', 'in', list(value))])
        return Domain.OR(Domain('id', 'in', SQL("(%s)", goal._lead_query())) for goal in goals)

    @api.model
    def _search_metric(self, operator, value, reached_only):
        if operator != 'in':
            return NotImplemented
        rows = self.env['lead.metric.value'].search([('id', 'in', list(value))])
        return Domain.OR(
            Domain('id', 'in', SQL("(%s)", row._lead_query(reached_only))) for row in rows
        )
