from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

# what decides who is a member, and in which tier
MEMBER_FIELDS = {
    'method',
    'member_source',
    'team_id',
    'member_ids',
    'company_id',
    'tier_ids',
    'tier_metric',
    'tier_days',
}


class LeadDistributionRule(models.Model):
    """Which leads go how to whom, and what happens when nobody can take them.

    Members that follow a sales team or the territories.

    What a rep gets for leads he gives back, and how many those may be.
    """

    _name = 'lead.distribution.rule'
    _inherit = ['lead.shared.mixin']
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
        [
            ('round_robin', "Round robin"),
            ('load_balanced', "Load balanced"),
            ('top_producer', "Top producer"),
            ('territory', "Territory"),
            ('single_contact', "Single point of contact"),
            ('pool', "Send to a pool"),
        ],
        required=True,
        default='round_robin',
        help="Round robin: members take turns, by their weight.\n"
        "Load balanced: whoever holds the fewest open leads, by their weight.\n"
        "Top producer: reps who sell more get more and better leads.\n"
        "Territory: the reps of the country, state, zip code or language of the lead.\n"
        "Single point of contact: one person receives all and hands them out.\n"
        "Send to a pool: reps claim the leads themselves.",
    )
    active_from = fields.Datetime(help="The rule takes no lead before. Empty: it is active now.")
    active_until = fields.Datetime(help="The rule takes no lead from then on. Empty: for ever.")
    keep_customer_owner = fields.Boolean(
        "Known Customers Stay With Their Salesperson",
        default=True,
        help="A lead of a known customer goes to the customer's salesperson, or to whoever has "
        "his latest lead, if he can take it. It is no turn of his.",
    )
    keep_duplicate_owner = fields.Boolean(
        "Duplicates Stay With Their Salesperson",
        default=True,
        help="A lead with the e-mail, phone or customer of an open lead goes to whoever works on "
        "that one, if he can take it. It is no turn of his.",
    )
    member_source = fields.Selection(
        [('chosen', "Chosen one by one"), ('team', "Everybody in the sales team")],
        "Members Are",
        required=True,
        default='chosen',
        help="Everybody in the sales team: who joins or leaves the team does so here too, and "
        "weights and limits stay.",
    )
    contact_user_id = fields.Many2one(
        'res.users', "Point of Contact", check_company=True, domain=[('share', '=', False)]
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
    fallback_rule_id = fields.Many2one(
        'lead.distribution.rule',
        "Fallback Rule",
        index='btree_not_null',
        check_company=True,
        domain="[('id', '!=', id)]",
        help="Takes the lead whatever its own filter says. Empty: the next rule that matches.",
    )
    fallback_pool_id = fields.Many2one('lead.pool', "Fallback Pool", check_company=True)
    fallback_user_id = fields.Many2one(
        'res.users', "Fallback Person", check_company=True, domain=[('share', '=', False)]
    )
    error_message = fields.Text("Problem", readonly=True, copy=False)
    replacement = fields.Selection(
        [
            ('usual', "On the usual turn"),
            ('at_once', "The next lead of the rule"),
            ('never', "None, it counts as given"),
        ],
        "Replacement for a Rejected Lead",
        required=True,
        default='usual',
        help="On the usual turn: the rejected lead does not count, and the next one comes when it "
        "is the salesperson's turn again.",
    )
    reject_cap = fields.Integer(
        "Rejected Leads a Day",
        help="The most leads of this rule that a salesperson gives back in a day, "
        "empty for no limit.",
    )

    _check_retry_minutes = models.Constraint(
        'CHECK (retry_minutes > 0)',
        "A waiting lead is tried again after one minute at the earliest.",
    )
    _check_reject_cap = models.Constraint(
        'CHECK (reject_cap >= 0)',
        "The limit of rejected leads a day cannot be negative. Leave it empty for no limit.",
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

    @api.constrains('active_from', 'active_until')
    def _check_period(self):
        for rule in self:
            if rule.active_from and rule.active_until and rule.active_from >= rule.active_until:
                raise ValidationError(
                    self.env._(
                        'The rule %s ends before it begins. Change "Active Until".', rule.name
                    )
                )

    @api.constrains('active', 'method', 'member_source', 'team_id', 'member_ids')
    def _check_members(self):
        for rule in self.filtered(lambda rule: rule.active and rule._has_chosen_members()):
            if not rule.member_ids:
                raise ValidationError(
                    self.env._(
                        "The rule %s has no members. Add a salesperson, or choose everybody in a "
                        "sales team.",
                        rule.name,
                    )
                )

    @api.constrains('fallback', 'fallback_rule_id')
    def _check_fallback_cycle(self):
        if self._has_cycle('fallback_rule_id'):
            raise ValidationError(
                self.env._(
                    "The fallback rules lead in a circle. Choose another fallback rule for %s.",
                    ", ".join(self.mapped('name')),
                )
            )

    @api.constrains('company_id')
    def _check_member_company(self):
        self.member_ids._check_user()

    @api.constrains(
        'method',
        'pool_id',
        'contact_user_id',
        'member_source',
        'team_id',
        'fallback',
        'fallback_pool_id',
        'fallback_user_id',
    )
    def _check_destination(self):
        for rule in self:
            if rule.method == 'single_contact' and not rule.contact_user_id:
                raise ValidationError(
                    self.env._("Choose the point of contact of the rule %s.", rule.name)
                )
            if rule._follows_team() and not rule.team_id:
                raise ValidationError(
                    self.env._("Choose the sales team of the rule %s.", rule.name)
                )
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
        rules._sync_members()
        self._after_change()
        return rules

    def write(self, vals):
        if 'domain' in vals:
            vals = {'error_message': False, **vals}
        res = super().write(vals)
        if vals.keys() & MEMBER_FIELDS:
            self._sync_members()
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

    def _follows_team(self):
        return self.member_source == 'team' and self.has_members

    def _has_chosen_members(self):
        """Tell whether the members of the rule are picked on the rule itself."""
        return self.member_source == 'chosen' and self.has_members

    def _sync_members(self):
        """Take in who joined the team or the territories, and let go who left.

        Weight and limits of a member stay, also of one who leaves and comes back.
        """
        for rule in self:
            if rule._follows_team():
                rule._set_members(rule.team_id.member_ids)
            elif rule.method == 'territory':
                territories = rule._own(self.env['lead.territory'].search([]))
                rule._set_members(territories.member_ids)
        self.filtered(lambda rule: rule.method == 'top_producer')._recompute_tiers()

    def _set_members(self, users):
        if self.company_id:
            # which companies a user works for decides, whoever draws the rule
            users = users.filtered(lambda user: self.company_id in user.sudo().company_ids)
        places = self.with_context(active_test=False).member_ids
        staying = places.filtered(lambda member: member.user_id in users)
        leaving = (places - staying).filtered('active')
        back = staying.filtered(lambda member: not member.active)
        leaving.active = False
        if back:
            back.active = True
            back._catch_up()
        new = users.filtered(lambda user: not user.share) - staying.user_id
        if new:
            self.member_ids = [Command.create({'user_id': user.id}) for user in new]
