from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.sentences import exclusion_text, reason_sentence

KEPT_HOURS = 24.0
OUTCOMES = [
    ('assign', "To a salesperson"),
    ('pool', "To a pool"),
    ('wait', "Waiting for a rep"),
    ('unmatched', "No rule matches"),
]


class LeadSimulationLine(models.TransientModel):
    """One lead of a simulation: who has it, and who would have got it."""

    _name = 'lead.simulation.line'
    _description = "Simulated Lead"
    _order = 'id'
    _rec_name = 'lead_id'
    _transient_max_hours = KEPT_HOURS

    simulation_id = fields.Many2one(
        'lead.simulation', required=True, index=True, ondelete='cascade'
    )
    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    captured_at = fields.Datetime("Captured On")
    actual_user_id = fields.Many2one('res.users', "Salesperson Now", ondelete='cascade')
    actual_pool_id = fields.Many2one('lead.pool', "Pool Now", ondelete='cascade')
    outcome = fields.Selection(OUTCOMES, required=True)
    user_id = fields.Many2one('res.users', "Would Have Got It", ondelete='cascade')
    pool_id = fields.Many2one('lead.pool', ondelete='cascade')
    rule_id = fields.Many2one('lead.distribution.rule', ondelete='cascade')
    tier_id = fields.Many2one('lead.distribution.tier', ondelete='cascade')
    territory_id = fields.Many2one('lead.territory', ondelete='cascade')
    overflow_territory_id = fields.Many2one('lead.territory', "Taken Over By", ondelete='cascade')
    is_moved = fields.Boolean("Somebody Else")
    reason = fields.Char("Reason Key")
    exclusions = fields.Json()
    explanation = fields.Text("Why", compute='_compute_explanation')
    exclusion_text = fields.Text("Why Not Others", compute='_compute_explanation')
    trace = fields.Html("Step by Step", compute='_compute_trace', sanitize=False)

    @api.model
    def _keep(self, simulation, leads, decisions):
        """Write down what the engine decided."""
        by_id = {lead.id: lead for lead in leads}
        names = leads._simulation_names(decisions)
        # results are nobody's to write but ours
        lines = self.sudo().create(
            [
                {
                    'simulation_id': simulation.id,
                    **self._values(by_id[decision.lead_id], decision),
                    'exclusions': names[decision.exclusions] or False,
                }
                for decision in decisions
            ]
        )
        return lines.sudo(False)

    @api.model
    def _values(self, lead, decision):
        return {
            'lead_id': lead.id,
            'captured_at': lead.create_date,
            'actual_user_id': lead.user_id.id,
            'actual_pool_id': lead.pool_id.id,
            'outcome': decision.outcome,
            'user_id': decision.user_id or False,
            'pool_id': decision.pool_id or False,
            'rule_id': decision.rule_id or False,
            'tier_id': decision.tier_id or False,
            'territory_id': decision.territory_id or False,
            'overflow_territory_id': decision.overflow_territory_id or False,
            'is_moved': bool(lead.user_id) and lead.user_id.id != decision.user_id,
            'reason': decision.reason,
        }

    @api.depends('reason', 'exclusions')
    @api.depends_context('lang')
    def _compute_explanation(self):
        for line in self:
            line.explanation = line._sentence()
            line.exclusion_text = exclusion_text(self.env, line.exclusions)

    def _sentence(self):
        # the rules and pools whose names these are were chosen by whoever simulates
        su = self.sudo()
        return reason_sentence(
            self.env,
            su.reason,
            rule=su.rule_id.name or "",
            pool=su.pool_id.name or "",
            user=su.user_id.name or "",
            tier=su.tier_id.name or "",
            territory=su.territory_id.name or "",
            overflow=su.overflow_territory_id.name or "",
        )

    @api.depends('lead_id')
    @api.depends_context('lang')
    def _compute_trace(self):
        for line in self:
            # it takes a simulation; a list of them would take one each
            line.trace = len(self) == 1 and line._render_trace()

    def _render_trace(self):
        simulation = self.simulation_id
        simulation.check_access('read')
        self.lead_id.check_access('read')
        # leads that have become unreadable since do not count any more
        leads = simulation.line_ids.lead_id._filtered_access('read')
        rules = simulation._allowed_rules()
        found = leads._simulate_one(self.lead_id, rules, simulation._terms())
        return self.env['lead.simulation.trace']._render(self, rules, *found)

    def action_open_trace(self):
        """Show step by step how the lead would be placed."""
        self.ensure_one()
        if not self.has_access('read'):
            raise AccessError(self.env._("You cannot read this lead."))
        return self._action_open_trace()

    def _action_open_trace(self):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Step by Step"),
            'res_model': 'lead.simulation.line',
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'new',
        }
