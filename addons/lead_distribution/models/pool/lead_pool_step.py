import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import Decision
from ...tools.batches import COLLISIONS
from ...tools.words import duration_words

ACTIONS = [
    ('announce', "Announce it again"),
    ('open', "Open it to the next teams"),
    ('rule', "Give it out by a rule"),
    ('person', "Give it to one person"),
]

_logger = logging.getLogger(__name__)


class LeadPoolStep(models.Model):
    """What happens with a lead of a pool that nobody has claimed after a time.

    How a step is taken.

    A step in words, as members read it beside the time that is left.
    """

    _name = 'lead.pool.step'
    _inherit = ['lead.shared.mixin']

    _description = "Lead Pool Step"
    _order = 'sequence, id'
    _check_company_auto = True
    _company_path = 'pool_id.company_id'

    pool_id = fields.Many2one('lead.pool', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='pool_id.company_id')
    sequence = fields.Integer(default=10)
    after_minutes = fields.Integer("After (minutes)", required=True, default=30)
    action = fields.Selection(ACTIONS, required=True, default='announce')
    rule_id = fields.Many2one(
        'lead.distribution.rule',
        index='btree_not_null',
        check_company=True,
        ondelete='restrict',
        domain=[('method', '!=', 'pool')],
    )
    user_id = fields.Many2one(
        'res.users',
        "Person",
        check_company=True,
        ondelete='restrict',
        domain=[('share', '=', False)],
    )

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.pool_id._replan()
        return steps

    def write(self, vals):
        opening = self.filtered(lambda step: step.action == 'open')
        res = super().write(vals)
        opening.filtered(lambda step: step.action != 'open')._take_back()
        self.pool_id._replan()
        return res

    def unlink(self):
        pools = self.pool_id
        self._take_back()
        res = super().unlink()
        pools._replan()
        return res

    def _words(self):
        """Return what happens when, in a few words."""
        values = {
            'time': duration_words(self.env, self.after_minutes),
            'rule': self.rule_id.name or "",
            'user': self.user_id.name or "",
            'teams': ", ".join(self.team_ids.mapped('name')),
        }
        return {
            'announce': self.env._("after %(time)s announced again", **values),
            'open': self.env._("after %(time)s opened to %(teams)s", **values),
            'rule': self.env._("after %(time)s to the rule %(rule)s", **values),
            'person': self.env._("after %(time)s to %(user)s", **values),
        }.get(self.action, "")

    @api.constrains('after_minutes', 'sequence', 'action', 'pool_id')
    def _check_order(self):
        for pool in self.pool_id:
            last = None
            for step in pool.step_ids.sorted(lambda step: (step.sequence, step.id)):
                if step.after_minutes <= (last.after_minutes if last else 0):
                    raise ValidationError(
                        self.env._(
                            "Each step of the pool %s needs more minutes than the one before it.",
                            pool.name,
                        )
                    )
                if last and last.action == 'person':
                    raise ValidationError(
                        self.env._(
                            "Giving the lead to one person is the last step of the pool %s: "
                            "nothing is left to do after it.",
                            pool.name,
                        )
                    )
                last = step

    @api.constrains('action', 'rule_id')
    def _check_rule(self):
        for step in self.filtered(lambda step: step.action == 'rule'):
            if not step.rule_id:
                raise ValidationError(
                    self.env._("Choose the rule of the step of the pool %s.", step.pool_id.name)
                )
            if step.rule_id.method == 'pool' or not step.rule_id.active:
                raise ValidationError(
                    self.env._(
                        "The rule %(rule)s cannot take leads from the pool %(pool)s: it has to be "
                        "active and give them to salespeople.",
                        rule=step.rule_id.name,
                        pool=step.pool_id.name,
                    )
                )

    @api.constrains('action', 'user_id')
    def _check_person(self):
        for step in self.filtered(lambda step: step.action == 'person'):
            if not step.user_id:
                raise ValidationError(
                    self.env._("Choose the person of the step of the pool %s.", step.pool_id.name)
                )
            person = step.user_id.sudo()  # the name of who is refused may be told
            if not person._sells():
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot take leads from the pool %(pool)s: choose an active "
                        "salesperson.",
                        user=person.name,
                        pool=step.pool_id.name,
                    )
                )

    def _moment(self, lead):
        """Return when the step is due with a lead."""
        return lead.pooled_at + timedelta(minutes=self.after_minutes)

    def _take(self, leads):
        """Take the step with leads; one that raises is set aside, the others go on."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f'_take_{self.action}')(leads)
        except COLLISIONS:
            raise
        except Exception as error:
            _logger.exception("Step %s of a pool failed", self.id)
            if len(leads) == 1:
                leads._set_failed(error)
            else:
                for lead in leads:
                    self._take(lead)

    def _take_announce(self, leads):
        self._log(leads, 'announce')
        leads._after_pooled('again')

    def _take_rule(self, leads):
        """Have the rule give out the leads whatever its filter says; what it cannot, stays."""
        rule = self.rule_id
        given = []
        if rule._is_running():
            lead_rules = dict.fromkeys(leads.ids, [rule.id])
            decisions = leads._decide(rule, lead_rules=lead_rules).decisions
            given = [decision for decision in decisions if decision.outcome == 'assign']
        self._give(leads, given)

    def _take_person(self, leads):
        """Give the leads to the person, whatever his limits; one who is gone gets none."""
        person = self.user_id
        given = [
            Decision(lead.id, 'assign', 'pool_person', user_id=person.id)
            for lead in leads
            if person.active and (not lead.company_id or lead.company_id in person.company_ids)
        ]
        self._give(leads, given)

    def _give(self, leads, decisions):
        """Carry out decisions about some of these leads, and log what became of all."""
        gone = leads.browse(decision.lead_id for decision in decisions)
        owners = {decision.lead_id: decision.user_id for decision in decisions}
        self._log(leads - gone, 'nobody')
        for user_id, given in gone.grouped(lambda lead: owners[lead.id]).items():
            self._log(given, self.action, user_id=user_id)
        assignments = gone._assign(decisions, 'escalation')
        self.env.flush_all()  # what PostgreSQL refuses is to be known before anybody is told
        assignments._notify_owners()

    def _log(self, leads, kind, **values):
        self.pool_id._log(leads, kind, step_id=self.id, **values)

    def _coming_words(self):
        """Return what happens to the lead, e.g. "Goes to Sara"."""
        teams = ", ".join(self.team_ids.mapped('name'))
        sentences = {
            'announce': self.env._("Is announced again"),
            'open': self.env._("Opens to %s", teams),
            'rule': self.env._("Goes out by the rule %s", self.rule_id.name or ""),
            'person': self.env._("Goes to %s", self.user_id.name or ""),
        }
        return sentences[self.action]

    team_ids = fields.Many2many(
        'crm.team',
        'lead_pool_step_team_rel',
        string="Next Teams",
        check_company=True,
        help="Their members may claim the lead from then on, beside all who may already.",
    )
    member_ids = fields.Many2many(
        'res.users',
        'lead_pool_step_user_rel',
        string="Members of the Next Teams",
        compute='_compute_member_ids',
        store=True,
    )

    @api.depends(
        'action',
        'pool_id.company_id',
        'team_ids.crm_team_member_ids.active',
        'team_ids.crm_team_member_ids.user_id.active',
    )
    def _compute_member_ids(self):
        for step in self:
            teams = step.team_ids if step.action == 'open' else step.team_ids.browse()
            step.member_ids = teams._pool_members(step.pool_id.company_id)

    def _take_back(self):
        """Have leads that these steps opened be open to those of the steps before them only."""
        # whoever may set up a pool moves its leads
        leads = self.env['crm.lead'].sudo().search([('pool_open_step_id', 'in', self.ids)])
        for step, opened in leads.grouped('pool_open_step_id').items():
            opened._write_opened((step._opened_so_far() - self)[-1:])

    def _place_in_order(self):
        return self.sequence, self.id

    def _opening(self):
        """Return those of the steps that open leads to more teams, in their order."""
        return self.filtered(lambda step: step.action == 'open').sorted(
            lambda step: step._place_in_order()
        )

    def _opened_so_far(self):
        """Return the steps that have opened a lead which this one was the last to open."""
        return self.pool_id.step_ids._opening().filtered(
            lambda step: step._place_in_order() <= self._place_in_order()
        )

    def _open_to(self, user):
        """Return those of the steps of a pool after which a lead is open to a user."""
        steps = self._opening()
        mine = user._among(steps, 'member_ids')
        first = (n for n, step in enumerate(steps) if step in mine)
        return steps[next(first, len(steps)) :]

    def _take_open(self, leads):
        for before, shut in leads.grouped('pool_open_step_id').items():
            # steps may have changed places since
            shut._write_opened((before | self)._opening()[-1:])
        self._log(leads, 'open')
        leads._after_pooled('opened')

    @api.constrains('action', 'pool_id', 'team_ids')
    def _check_next_teams(self):
        for step in self.filtered(lambda step: step.action == 'open'):
            if step.pool_id.method == 'shotgun':
                raise ValidationError(
                    self.env._(
                        "In the shotgun pool %s each segment says when it opens to its fallback "
                        "teams. Remove the step that opens leads.",
                        step.pool_id.name,
                    )
                )
            if not step.team_ids:
                raise ValidationError(
                    self.env._(
                        "Choose the next teams of the step of the pool %s, to whom it opens leads.",
                        step.pool_id.name,
                    )
                )
