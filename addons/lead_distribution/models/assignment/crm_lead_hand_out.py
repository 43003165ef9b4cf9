from dataclasses import replace

from odoo import models
from odoo.exceptions import AccessError

from ...engine import Decision, Rule, distribute
from ...engine.tally import Tally

HANDED_OUT = 0  # stands for the rule of a leader's own hand, which is in no list


class CrmLead(models.Model):
    """Leads that a leader gives out by hand."""

    _inherit = 'crm.lead'

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
