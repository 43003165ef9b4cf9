from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.sentences import exclusion_sentence, reason_sentence
from .lead_simulation_line import KEPT_HOURS, OUTCOMES

SHOWN_REASONS = 10


class LeadSimulationRow(models.TransientModel):
    """A figure of a simulation: of a rep or a pool, of one by one rule, or of a reason."""

    _name = 'lead.simulation.row'
    _description = "Lead Simulation Result"
    _order = 'lead_count desc, actual_count desc, id'
    _rec_name = 'label'
    _transient_max_hours = KEPT_HOURS

    simulation_id = fields.Many2one(
        'lead.simulation', required=True, index=True, ondelete='cascade'
    )
    kind = fields.Selection(
        [('owner', "Share"), ('rule', "Result"), ('reason', "Reason")], required=True
    )
    user_id = fields.Many2one('res.users', "Salesperson", ondelete='cascade')
    pool_id = fields.Many2one('lead.pool', ondelete='cascade')
    rule_id = fields.Many2one('lead.distribution.rule', ondelete='cascade')
    outcome = fields.Selection(OUTCOMES)
    reason = fields.Char("Reason Key")
    exclusions = fields.Json()
    label = fields.Char("Who", compute='_compute_label')
    reason_text = fields.Text("Why", compute='_compute_reason_text')
    lead_count = fields.Integer("Simulated")
    actual_count = fields.Integer("Now")
    share = fields.Float("Simulated (%)", digits=(5, 1))
    actual_share = fields.Float("Now (%)", digits=(5, 1))
    change = fields.Float("Change (points)", digits=(5, 1))

    @api.depends('user_id', 'pool_id')
    @api.depends_context('lang')
    def _compute_label(self):
        for row in self:
            row.label = (
                row.user_id.name
                or (row.pool_id and self.env._("%s (pool)", row.pool_id.name))
                or self.env._("Nobody")
            )

    @api.depends('reason', 'exclusions')
    @api.depends_context('lang')
    def _compute_reason_text(self):
        for row in self:
            rule, pool = row.rule_id.name or "", row.pool_id.name or ""
            row.reason_text = "\n".join(
                [
                    reason_sentence(self.env, row.reason, rule=rule, pool=pool),
                    *(
                        f"{exclusion_sentence(self.env, exclusion)}: {count}"
                        for exclusion, count in row.exclusions or ()
                    ),
                ]
            )

    @api.model
    def _keep(self, simulation, lines):
        """Add up the lines of a simulation."""
        rows = [
            *self._owner_rows(lines),
            *self._rule_rows(lines),
            *self._reason_rows(lines),
        ]
        # results are nobody's to write but ours
        self.sudo().create([{'simulation_id': simulation.id, **row} for row in rows])

    @api.model
    def _owner_rows(self, lines):
        would = Counter((line.user_id.id, line.pool_id.id) for line in lines)
        now = Counter((line.actual_user_id.id, line.actual_pool_id.id) for line in lines)
        percent = 100 / len(lines)
        for user_id, pool_id in would | now:
            count, actual = would[user_id, pool_id], now[user_id, pool_id]
            yield {
                'kind': 'owner',
                'user_id': user_id,
                'pool_id': pool_id,
                'lead_count': count,
                'actual_count': actual,
                'share': count * percent,
                'actual_share': actual * percent,
                'change': (count - actual) * percent,
            }

    @api.model
    def _rule_rows(self, lines):
        groups = Counter((line.user_id.id, line.pool_id.id, line.rule_id.id) for line in lines)
        for (user_id, pool_id, rule_id), count in groups.items():
            yield {
                'kind': 'rule',
                'user_id': user_id,
                'pool_id': pool_id,
                'rule_id': rule_id,
                'lead_count': count,
                'share': 100 * count / len(lines),
            }

    @api.model
    def _reason_rows(self, lines):
        unassigned = lines.filtered(lambda line: line.outcome != 'assign')
        groups = unassigned.grouped(
            lambda line: (line.outcome, line.reason, line.rule_id.id, line.pool_id.id)
        )
        for (outcome, reason, rule_id, pool_id), group in groups.items():
            yield {
                'kind': 'reason',
                'outcome': outcome,
                'reason': reason,
                'rule_id': rule_id,
                'pool_id': pool_id,
                'lead_count': len(group),
                'share': 100 * len(group) / len(lines),
                'exclusions': self._frequent_exclusions(group),
            }

    @api.model
    def _frequent_exclusions(self, lines):
        """Return pairs of why a rep could not, and how many of the leads that kept from him."""
        found, counts = {}, Counter()
        for line in lines:
            for exclusion in line.exclusions or ():
                key = (exclusion['rule_id'], exclusion['user_id'], exclusion['key'])
                found[key] = exclusion
                counts[key] += 1
        return [(found[key], count) for key, count in counts.most_common(SHOWN_REASONS)]

    def action_open_leads(self):
        """Open the leads behind the figure."""
        self.ensure_one()
        self.check_access('read')
        domain = Domain('pool_id', '=', self.pool_id.id)
        if self.kind == 'reason':
            domain &= Domain('outcome', '=', self.outcome) & Domain('reason', '=', self.reason)
        else:
            domain &= Domain('user_id', '=', self.user_id.id)
        if self.kind != 'owner':
            domain &= Domain('rule_id', '=', self.rule_id.id)
        return self.simulation_id._action_open(domain, self.label)

    def action_open_actual(self):
        """Open the leads that the rep or the pool has now."""
        self.ensure_one()
        self.check_access('read')
        domain = Domain('actual_user_id', '=', self.user_id.id)
        domain &= Domain('actual_pool_id', '=', self.pool_id.id)
        return self.simulation_id._action_open(domain, self.env._("%s now", self.label))
