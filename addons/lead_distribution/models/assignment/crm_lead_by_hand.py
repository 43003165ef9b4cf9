from dataclasses import replace

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine import Decision, Rule, distribute
from ...engine.tally import Tally

HANDED_OUT = 0  # stands for the rule of a leader's own hand, which is in no list


class CrmLead(models.Model):
    """Whose a lead is when a person makes it, takes it, or gives it to somebody."""

    _inherit = 'crm.lead'

    @api.model
    def _prepare_distribution_vals(self, vals_list):
        """Leave new leads of machines without an owner; tell whether rules exist.

        Odoo gives a lead that says nothing about its salesperson to the user who creates it. That
        is right for salespeople, however they make it, and wrong for everything else.
        """
        rules = self.env['lead.distribution.rule']
        covered = [vals for vals in vals_list if rules._covers(self._company_id_in(vals))]
        if covered and 'default_user_id' not in self.env.context and not self._is_made_by_hand():
            for vals in covered:
                vals.setdefault('user_id', False)
        return bool(covered)

    @api.model
    def _company_id_in(self, vals):
        """Return the company that a lead with these values will have, as far as they tell."""
        if vals.get('company_id'):
            return vals['company_id']
        # sudo: whoever makes a lead may not read its team
        team = self.env['crm.team'].sudo().browse(vals.get('team_id') or ())
        return team.company_id.id or self.env.company.id

    @api.model
    def _is_made_by_hand(self):
        """Tell whether a salesperson makes leads now, and no job, import or integration."""
        if self.env.context.keys() & {'cron_id', 'import_file', 'lead_loading'}:
            return False
        user = self.env.user
        return (
            user.id != SUPERUSER_ID
            and not user.lead_integration
            and user.has_group('sales_team.group_sale_salesman')
        )

    @api.model
    def load(self, fields, data):
        # Odoo names an import only where a file was uploaded; what a script loads is one as well
        return super(CrmLead, self.with_context(lead_loading=True)).load(fields, data)

    def _check_claimable_by_hand(self, user_id):
        """Pool leads are claimed, leads in distribution wait for it; leaders may hand both out.

        :raises UserError: when the user would get around the claim
        """
        if self.env.su or self.env.user.has_group('sales_team.group_sale_manager'):
            return
        self.check_access('write')
        # the pool tells whether the claim is the way, also to those who may not read pools
        for lead in self.sudo():
            pool = lead.pool_id or lead.pool_left_id.filtered('active')
            if pool and user_id and lead.team_id.user_id != self.env.user:
                raise UserError(
                    self.env._("This lead lies in the pool %s. Claim it there instead.", pool.name)
                )
            if user_id and lead._is_in_distribution() and lead.team_id.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%s is being given out by the distribution rules. Ask the leader of the "
                        "team to give it to you.",
                        lead.name,
                    )
                )

    def _wait_for_claims(self):
        """Wait for whoever claims one of these leads now; who comes later here is tried again.

        Else Odoo would have the same person follow the lead twice, and say so in its own words.
        """
        if self.env.su or not self._ids or not self._logs_owners():
            return
        self.env.cr.execute(
            SQL("SELECT id FROM crm_lead WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", self._ids),
            log_exceptions=False,
        )

    def _is_in_distribution(self):
        """Tell whether the rules have this lead to give out, now or later."""
        return self.distribution_state in ('pending', 'waiting', 'unmatched')

    def _owners_before(self, vals):
        """Return ``{lead: (owner, active)}`` if this write can change who works on the leads."""
        if not vals.keys() & {'user_id', 'active', 'lead_status_id'}:
            return {}
        if self.env.su and self.env.context.get('lead_assigning'):
            return {}
        if not self._logs_owners():
            return {}
        return {lead: (lead.user_id, lead.active) for lead in self.sudo()}

    @api.model
    def _logs_owners(self):
        """Tell whether anything is set up that needs to know who had a lead, and when.

        Until then the addon is inert, and an owner costs no more to write than without it.
        """
        return self.env['lead.distribution.rule']._is_set_up()

    def _after_owner_change(self, before):
        """Log what a person changed by hand, and take the leads out of or into distribution."""
        if not before:
            return
        # the lead before its log: whoever collides here with a run is tried again, and there they
        # would be refused
        self.flush_recordset(['user_id'])
        leads = self.sudo()  # the log is nobody's to write, whoever may write the lead
        closed = leads.filtered(lambda lead: before[lead][1] and not lead.active)
        restored = leads.filtered(lambda lead: lead.active and not before[lead][1])
        # nobody works on an archived lead, whose name it may get; restored, it is that person's
        moved = leads.filtered(lambda lead: lead.active and lead.user_id != before[lead][0])
        closed._leave_distribution('closed')
        (moved | restored)._end_stints('reassigned')
        # nobody comes back to who has left; the rules give the lead to somebody else
        left = restored.filtered(lambda lead: lead.user_id and not lead.user_id._sells())
        left._release('archived')
        restored.filtered('user_id')._log_owners('restored')
        (moved - restored).filtered('user_id')._log_owners('manual')
        (restored | moved).filtered(lambda lead: not lead.user_id)._enqueue_distribution()

    def _check_may_hand_out(self):
        """Check that the user leads those who sell.

        :raises AccessError: naming the leads that are not his to give
        """
        self.check_access('write')
        user = self.env.user
        if self.env.su or user.has_group('sales_team.group_sale_manager'):
            return
        foreign = self.filtered(lambda lead: lead.team_id.user_id != user)
        if foreign:
            raise AccessError(
                self.env._(
                    "Only sales administrators and the leader of the team give out: %s",
                    foreign._enumerate_names(),
                )
            )

    def _hand_out(self, users, method=None, note='', in_turn=True):
        """Give leads by hand: all to one user, or spread over several by a method.

        :param users: who gets them; one user gets them whatever his limits say, several get them
            by the engine's own filters
        :param str method: ``round_robin`` or ``load_balanced``; needed for several users
        :param str note: what to add to the explanation of each assignment
        :param bool in_turn: whether they count in the turn of the rules they match
        :return: the ``lead.assignment`` rows; leads nobody could take have none
        """
        self._check_may_hand_out()
        for user in users:
            user._check_receives_leads(self)
        # whoever may hand out leads, may give them to whom he wants
        leads = self.sudo()
        users.sudo()._lock_lead_load()
        if method:
            decisions = leads._spread(users.sudo(), method)
        else:
            decisions = [Decision(lead.id, 'assign', 'manual', user_id=users.id) for lead in leads]
        if in_turn:
            decisions = leads._book_hand_outs(decisions)
        given = leads.browse(decision.lead_id for decision in decisions)
        assignments = given._assign(decisions, 'manual', note)
        assignments._notify_owners()
        return assignments

    def _spread(self, users, method):
        """Return the engine's decisions for leads that only these users may get."""
        limited = self.env['crm.team']._with_limits()
        limited._lock_lead_load()
        candidates = users._hand_out_candidates()
        failed = self.env['lead.assignment']._failed_user_ids(self)
        result = distribute(
            self._engine_leads(dict.fromkeys(self.ids, (HANDED_OUT,)), failed),
            {HANDED_OUT: Rule(HANDED_OUT, method, candidates)},
            users._lead_loads(),
            limited._engine_teams(),
            **self.env['lead.distribution.rule']._engine_seams(),
        )
        return [
            Decision(decision.lead_id, 'assign', 'manual', user_id=decision.user_id)
            for decision in result.decisions
            if decision.outcome == 'assign'
        ]

    def _book_hand_outs(self, decisions):
        """Count each lead in the turn of the first of its rules that its new owner is in."""
        rules = self.env['lead.distribution.rule']._running()
        rules = rules.filtered(lambda rule: rule.method != 'pool')
        lead_rules = rules._match(self)
        rules = rules.browse({rule_id for ids in lead_rules.values() for rule_id in ids})
        rules.member_ids._lock()
        engine_rules = rules._engine_rules(self.env['res.users'])
        tally = Tally()
        booked = []
        for decision in decisions:
            matching = [engine_rules[rule_id] for rule_id in lead_rules[decision.lead_id]]
            booked.append(self._book_hand_out(decision, matching, tally))
        return booked

    def _book_hand_out(self, decision, rules, tally):
        for rule in rules:
            for candidate in rule.candidates:
                if candidate.user_id == decision.user_id:
                    return replace(
                        decision,
                        rule_id=rule.id,
                        member_id=candidate.id,
                        booked=tally.book(candidate, rule),
                        turn=tally.turns[candidate.id],
                    )
        return decision

    def _handoff_receiver(self):
        """Leads that the rules give away are announced to whom they go."""
        rules = self.env['lead.distribution.rule']
        if self._is_distributable() and rules._covers(self.company_id.id):
            return self.env['res.users']
        return super()._handoff_receiver()

    def _rejectable_meanings(self):
        # who claims a lead accepts it before he has seen it
        return (*super()._rejectable_meanings(), 'accepted')

    def _check_may_reject(self):
        result = super()._check_may_reject()
        own = self.filtered(lambda lead: lead.user_id == self.env.user)
        if own and not self.env.user.has_group('sales_team.group_sale_manager'):
            own._check_reject_caps()
        return result

    def _check_reject_caps(self):
        """Check that the user does not give back more leads a day than their rules allow."""
        # what a rule allows and what was given back today is told only as yes or no
        stints = self.env['lead.assignment'].sudo()
        held = stints.search(
            [
                ('lead_id', 'in', self.ids),
                ('released_at', '=', False),
                ('rule_id.reject_cap', '>', 0),
            ]
        )
        if not held:
            return
        user = self.env.user.sudo()  # the counter of his own load
        user._lock_lead_load()
        for rule, stints_of_rule in held.grouped('rule_id').items():
            given_back = stints.search_count(
                [
                    ('user_id', '=', user.id),
                    ('rule_id', '=', rule.id),
                    ('release_reason', '=', 'returned'),
                    ('released_at', '>=', user._lead_midnight()),
                ]
            )
            if given_back + len(stints_of_rule) > rule.reject_cap:
                raise UserError(
                    self.env._(
                        "You have given back %(count)s leads today, and the rule %(rule)s allows "
                        "%(cap)s a day. Ask your team leader.",
                        count=given_back,
                        rule=rule.name,
                        cap=rule.reject_cap,
                    )
                )

    def _reject(self, reason, note=''):
        """Send leads that only this rep cannot take on to another, all others to marketing."""
        if reason.meaning != 'rejected' or reason.goes_to != 'next_rep':
            return super()._reject(reason, note)
        # checked before; the owner goes and with him the right to write the lead
        leads = self.sudo()
        body = self.env._("Given back: %s", f"{reason.name}\n{note}" if note else reason.name)
        leads._message_log_batch(bodies=dict.fromkeys(leads.ids, body))
        leads._release_rejected(reason, note)
        leads._return_status()
        leads._enqueue_distribution()
        return True

    def _release_rejected(self, reason, note):
        """Who rejects a lead gives it back, and does not get it again."""
        result = super()._release_rejected(reason, note)
        explanation = f"{reason.name}: {note}" if note else reason.name
        self.filtered('user_id')._release('returned', explanation)
        return result
