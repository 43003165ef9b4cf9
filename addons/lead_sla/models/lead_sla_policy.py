from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.fields import Domain

# what says which leads a policy is for
DECIDING = ['domain', 'team_id', 'company_id', 'grade_a', 'grade_b', 'grade_c', 'grade_d']


class LeadSlaPolicy(models.Model):
    """An ordered promise: which leads are answered how fast, and what happens when not."""

    _name = 'lead.sla.policy'
    _description = "SLA Policy"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one('res.company', index='btree_not_null')
    team_id = fields.Many2one(
        'crm.team',
        "Sales Team",
        domain="[('company_id', 'in', [company_id, False])] if company_id else []",
        index='btree_not_null',
        ondelete='restrict',
    )
    domain = fields.Char(
        "Leads",
        default='[]',
        help="Leads that meet these conditions get the clocks of the policy.",
    )
    grade_a = fields.Boolean("A")
    grade_b = fields.Boolean("B")
    grade_c = fields.Boolean("C")
    grade_d = fields.Boolean("D")
    grades = fields.Char(compute='_compute_grades', help="Leads of any grade if none is chosen.")
    pause_status_ids = fields.Many2many(
        'lead.status',
        string="Pause While",
        help="The clocks of a lead stand still as long as it has one of these statuses.",
    )
    target_ids = fields.One2many('lead.sla.target', 'policy_id', copy=True)
    escalation_ids = fields.One2many('lead.sla.escalation', 'policy_id', "Escalation", copy=True)
    max_hops = fields.Integer(
        "Moves at Most",
        default=1,
        help="How often one lead may move on to another salesperson because it was not answered.",
    )

    @api.depends('grade_a', 'grade_b', 'grade_c', 'grade_d')
    def _compute_grades(self):
        for policy in self:
            policy.grades = ", ".join(policy._get_grades()).upper()

    def _get_grades(self):
        """Return the chosen grades; none: leads of any grade."""
        self.ensure_one()
        return [grade for grade in 'abcd' if self[f'grade_{grade}']]

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.model
    @tools.ormcache()
    def _is_set_up(self):
        """Tell whether anybody has made a policy, archived ones included."""
        # whether there are policies is no secret, and every write of an owner needs it
        return bool(self.sudo().with_context(active_test=False).search_count([], limit=1))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # the database would delete these without asking them
        self.target_ids._unlink_except_used()
        self.escalation_ids._unlink_except_run()

    def _get_domain(self):
        """Return the conditions that leads of this policy meet."""
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or '[]'))
        if self.team_id:
            domain &= Domain('team_id', '=', self.team_id.id)
        if grades := self._get_grades():
            domain &= Domain('lead_grade', 'in', grades)
        if self.company_id:
            domain &= Domain('company_id', 'in', [self.company_id.id, False])
        return domain

    def _applies_to(self, leads):
        """Return those of ``leads`` that this policy is for."""
        return leads.filtered_domain(self._get_domain())

    @api.model
    def _find_targets(self, leads):
        """Return the targets of each lead: those of the first policy that applies to it."""
        targets = {}
        if not self._is_set_up():
            return targets
        in_use = Domain('active', '=', True) & Domain('target_ids', '!=', False)
        for policy in self.search_fetch(in_use, DECIDING):
            matched = policy._applies_to(leads)
            targets.update(dict.fromkeys(matched, policy.target_ids))
            leads -= matched
        return targets
