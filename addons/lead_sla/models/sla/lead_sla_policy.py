from ast import literal_eval
from contextlib import suppress
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.addons.lead_distribution.tools.words import domain_words
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_list

# what says which leads a policy is for, and when its steps may be heard
DECIDING = [
    *('domain', 'team_id', 'company_id', 'grade_a', 'grade_b', 'grade_c', 'grade_d'),
    *('quiet_hours', 'quiet_from', 'quiet_to'),
]

# how far a lead has come, which ends no promise: the SLAs follow that by themselves
PROGRESS = {
    *('lead_status_id', 'lead_status_meaning', 'stage_id', 'probability', 'type'),
    *('user_id', 'active', 'won_status'),
}

WORDED_FIELDS = (
    'name',
    'domain',
    'team_id',
    'grade_a',
    'grade_b',
    'grade_c',
    'grade_d',
    'pause_status_ids.name',
    *(
        f'target_ids.{name}'
        for name in (
            'kind',
            'amount',
            'unit',
            'time_base',
            'min_touches',
            'min_calls',
            'min_emails',
            'starts_at',
        )
    ),
)


class LeadSlaPolicy(models.Model):
    """An ordered promise: which leads are answered how fast, and what happens when not."""

    _name = 'lead.sla.policy'
    _inherit = ['mail.thread', 'lead.shared.mixin']
    _description = "SLA Policy"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
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
        help="Leads that meet these conditions get the SLAs of the policy.",
    )
    grade_a = fields.Boolean("A")
    grade_b = fields.Boolean("B")
    grade_c = fields.Boolean("C")
    grade_d = fields.Boolean("D")
    grades = fields.Char(compute='_compute_grades', help="Leads of any grade if none is chosen.")
    pause_status_ids = fields.Many2many(
        'lead.status',
        string="Pause While",
        help="The SLAs of a lead are paused as long as it has one of these statuses.",
    )
    target_ids = fields.One2many('lead.sla.target', 'policy_id', copy=True)
    escalation_ids = fields.One2many('lead.sla.escalation', 'policy_id', "Escalation", copy=True)
    max_hops = fields.Integer(
        "Moves at Most",
        default=1,
        tracking=True,
        help="How often one lead may move on to another salesperson because it was not answered.",
    )
    summary = fields.Char("In Words", compute='_compute_summary', tracking=True)
    escalation_text = fields.Char(
        "Escalation in Words", compute='_compute_escalation_text', tracking=True
    )
    has_touches = fields.Boolean(compute='_compute_has_touches')

    _check_max_hops = models.Constraint(
        'CHECK(max_hops >= 0)', "A lead cannot move on fewer than zero times."
    )

    @api.depends('grade_a', 'grade_b', 'grade_c', 'grade_d')
    def _compute_grades(self):
        for policy in self:
            policy.grades = ", ".join(policy._get_grades()).upper()

    @api.depends('target_ids.kind')
    def _compute_has_touches(self):
        for policy in self:
            policy.has_touches = 'touches' in policy.target_ids.mapped('kind')

    @api.depends('escalation_ids.display_name')
    @api.depends_context('lang')
    def _compute_escalation_text(self):
        for policy in self:
            policy.escalation_text = "; ".join(policy.escalation_ids.mapped('display_name'))

    def _note_changes(self):
        """Have the chatter say in words what changes in the targets and the escalation."""
        self._track_prepare(['summary', 'escalation_text'])

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

    @api.model
    @tools.ormcache()
    def _asked_fields(self):
        """Return the names of the fields of leads that decide which policy is for one."""
        asked = set()
        for policy in self.sudo().search([('active', '=', True)]):
            with suppress(ValueError, SyntaxError, TypeError):  # its form says so
                conditions = policy._get_domain().iter_conditions()
                asked |= {condition.field_expr.split('.')[0] for condition in conditions}
        return frozenset(asked - PROGRESS)

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

    @api.constrains('domain')
    def _check_domain(self):
        for policy in self:
            try:
                policy._get_domain().validate(self.env['crm.lead'])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of %(policy)s cannot be used: %(error)s",
                        policy=policy.name,
                        error=error,
                    )
                ) from error

    @api.constrains('pause_status_ids')
    def _check_pause_statuses(self):
        for policy in self:
            ending = policy.pause_status_ids.filtered(lambda status: status._is_negative())
            if ending:
                raise ValidationError(
                    self.env._(
                        "The status %(status)s ends the SLAs of a lead, so it cannot pause them. "
                        "Take it out of the statuses that pause %(policy)s.",
                        status=ending[:1].name,
                        policy=policy.name,
                    )
                )

    @api.constrains('target_ids', 'escalation_ids')
    def _check_warnings(self):
        """A step cannot be due before the SLA has started."""
        for policy in self:
            for target in policy.target_ids:
                for step in policy.escalation_ids:
                    if step.kind in (False, target.kind):
                        policy._check_warning(target, step)

    def _check_warning(self, target, step):
        if step.minutes < 0 and timedelta(minutes=-step.minutes) >= target._get_least_duration():
            raise ValidationError(
                self.env._(
                    '"%(step)s" is earlier than %(target)s starts. Have it happen later, or give '
                    "the target more time.",
                    step=step.display_name,
                    target=target.display_name,
                )
            )

    @api.depends(*WORDED_FIELDS)
    @api.depends_context('lang')
    def _compute_summary(self):
        for policy in self:
            promises = ", ".join(target._get_words() for target in policy.target_ids)
            policy.summary = ". ".join(
                filter(
                    None,
                    (
                        self.env._(
                            "%(leads)s: %(promises)s",
                            leads=policy._words_of_leads(),
                            promises=promises or self.env._("nothing promised yet"),
                        ),
                        policy._words_of_pauses(),
                    ),
                )
            )

    def _words_of_leads(self):
        """Say which leads the policy is for: ``A-leads of Europe``."""
        grades = [grade.upper() for grade in self._get_grades()]
        values = {'grades': format_list(self.env, grades, 'or'), 'team': self.team_id.name}
        if grades and self.team_id:
            words = self.env._("%(grades)s-leads of %(team)s", **values)
        elif grades:
            words = self.env._("%(grades)s-leads", **values)
        elif self.team_id:
            words = self.env._("Leads of %(team)s", **values)
        else:
            words = self.env._("All leads")
        condition = self._words_of_domain()
        return f"{words} ({condition})" if condition else words

    def _words_of_domain(self):
        try:
            domain = literal_eval(self.domain or '[]')
        except (ValueError, SyntaxError):
            return self.env._("that match the filter")
        if not domain:
            return ""
        words = domain_words(self.env['crm.lead'], domain)
        return words or self.env._("that match the filter")

    def _words_of_pauses(self):
        if not self.pause_status_ids:
            return ""
        names = format_list(self.env, self.pause_status_ids.mapped('name'), 'or')
        return self.env._("It pauses while the status is %s", names)
