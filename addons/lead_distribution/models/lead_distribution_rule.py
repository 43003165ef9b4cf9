import logging
from ast import literal_eval

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import Rule

_logger = logging.getLogger(__name__)


class LeadDistributionRule(models.Model):
    """Which leads go how to whom, and what happens when nobody can take them."""

    _name = 'lead.distribution.rule'
    _description = "Lead Distribution Rule"
    _order = 'sequence, id'
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index='btree_not_null')
    domain = fields.Char(
        "Leads",
        required=True,
        default='[]',
        help="Which leads the rule is for. The first rule wins.",
    )
    method = fields.Selection(
        [('round_robin', "Round robin"), ('pool', "Send to a pool")],
        required=True,
        default='round_robin',
        help="Round robin: members take turns, by their weight. "
        "Send to a pool: reps claim the leads themselves.",
    )
    member_ids = fields.One2many('lead.distribution.member', 'rule_id', "Members", copy=True)
    team_id = fields.Many2one(
        'crm.team',
        "Sales Team",
        check_company=True,
        help="Given to the lead together with its salesperson. Empty: the team of the salesperson.",
    )
    pool_id = fields.Many2one('lead.pool', check_company=True)
    fallback = fields.Selection(
        [
            ('wait', "Wait and try again"),
            ('next_rule', "Go on to the next rule"),
            ('pool', "Put the lead in a pool"),
            ('person', "Give it to one person"),
        ],
        "If Nobody Is Eligible",
        required=True,
        default='wait',
    )
    retry_minutes = fields.Integer(
        "Try Again After (minutes)",
        default=15,
        help="A waiting lead is tried again after this time.",
    )
    fallback_pool_id = fields.Many2one('lead.pool', "Fallback Pool", check_company=True)
    fallback_user_id = fields.Many2one(
        'res.users', "Fallback Person", check_company=True, domain=[('share', '=', False)]
    )
    error_message = fields.Text("Problem", readonly=True, copy=False)

    _check_retry_minutes = models.Constraint(
        'CHECK (retry_minutes > 0)',
        "A waiting lead is tried again after one minute at the earliest.",
    )

    @api.constrains('domain')
    def _check_domain(self):
        for rule in self:
            try:
                rule._lead_domain().validate(self.env['crm.lead'])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of the rule %(rule)s does not work: %(error)s",
                        rule=rule.name,
                        error=error,
                    )
                ) from error

    @api.constrains('company_id')
    def _check_member_company(self):
        self.member_ids._check_user()

    @api.constrains('method', 'pool_id', 'fallback', 'fallback_pool_id', 'fallback_user_id')
    def _check_destination(self):
        for rule in self:
            if rule.method == 'pool' and not rule.pool_id:
                raise ValidationError(self.env._("Choose the pool of the rule %s.", rule.name))
            if rule.fallback == 'pool' and not rule.fallback_pool_id:
                raise ValidationError(
                    self.env._("Choose the fallback pool of the rule %s.", rule.name)
                )
            if rule.fallback == 'person' and not rule.fallback_user_id:
                raise ValidationError(
                    self.env._("Choose the fallback person of the rule %s.", rule.name)
                )

    @api.constrains('active')
    def _check_core_assignment(self):
        # a system parameter decides whether Odoo assigns leads itself; only its yes or no is used
        parameters = self.env['ir.config_parameter'].sudo()
        if any(self.mapped('active')) and parameters.get_param('crm.lead.auto.assignment'):
            raise ValidationError(
                self.env._(
                    "Odoo's own rule-based assignment is on. Switch it off in the CRM settings "
                    "first: two distributors would take leads from each other."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._after_change()
        return rules

    def write(self, vals):
        if 'domain' in vals:
            vals = {'error_message': False, **vals}
        res = super().write(vals)
        if vals.keys() - {'error_message', 'name'}:
            self._after_change()
        return res

    def unlink(self):
        res = super().unlink()
        self._after_change()
        return res

    @api.model
    def _after_change(self):
        """Other leads may match now: forget what was known and try those that wait."""
        self.env.registry.clear_cache()
        self.env['crm.lead']._retry_distribution()

    @api.model
    @tools.ormcache()
    def _company_ids_with_rules(self):
        """Return the ids of companies that have an active rule; False stands for a rule for all."""
        # which companies use rules is no secret, and everybody who creates a lead needs it
        return frozenset(self.sudo().search([]).mapped(lambda rule: rule.company_id.id))

    @api.model
    @tools.ormcache()
    def _is_set_up(self):
        """Tell whether anybody has made a rule, archived ones included."""
        # whether there are rules is no secret, and every write of an owner needs it
        return bool(self.sudo().with_context(active_test=False).search_count([], limit=1))

    @api.model
    def _covers(self, company_id):
        """Tell whether leads of a company are distributed by rules."""
        companies = self._company_ids_with_rules()
        return bool(companies) and (not company_id or False in companies or company_id in companies)

    def _lead_domain(self):
        """Return the rule's filter as a Domain."""
        self.ensure_one()
        domain = Domain(literal_eval(self.domain or '[]'))
        if self.company_id:
            domain &= Domain('company_id', 'in', [self.company_id.id, False])
        return domain

    def _match(self, leads):
        """Return ``{lead id: [rule ids]}`` in the order of the rules, one query per rule.

        A rule whose filter does not work matches nothing and says so; the others go on.
        """
        matches = {lead_id: [] for lead_id in leads.ids}
        for rule in self:
            for lead_id in rule._matching_ids(leads):
                matches[lead_id].append(rule.id)
        return matches

    def _matching_ids(self, leads):
        try:
            with self.env.cr.savepoint():
                domain = self._lead_domain() & Domain('id', 'in', leads.ids)
                return leads.search(domain, order='id').ids
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # a broken filter must not stop the other rules
            _logger.exception("The filter of distribution rule %s failed", self.id)
            if self.error_message != str(error):
                self.error_message = str(error)
            return []

    def _engine_rules(self):
        """Return ``{id: Rule}`` for the engine."""
        return {rule.id: rule._engine_rule() for rule in self}

    def _engine_rule(self):
        person = self.fallback_user_id
        return Rule(
            self.id,
            self.method,
            tuple(member._candidate() for member in self.member_ids),
            self.pool_id.id if self.pool_id.active else 0,
            self.fallback,
            self.fallback_pool_id.id if self.fallback_pool_id.active else 0,
            person._lead_candidate() if person else None,
        )

    def _candidate_users(self):
        """Return everybody these rules could give a lead to."""
        return self.member_ids.user_id | self.fallback_user_id
