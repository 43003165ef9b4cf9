"""One pass over the leads, oldest first, keeping the counters in step with every pick."""

from dataclasses import replace

from .filters import FILTERS
from .methods import METHODS, to_known_owner
from .tally import Tally
from .types import Decision, Result


def distribute(leads, rules, loads=None, teams=None, owners=None, methods=METHODS, filters=FILTERS):
    """Place each lead by the first of its rules that can, and return a Result.

    `leads` come oldest first; `rules` maps ids to Rule, `loads` user ids to Load, `teams` ids to
    Team, `owners` keys of leads to user ids, the latest first. `methods` maps names to Method,
    `filters` keys to Filter, in the order they are asked.
    """
    return run(leads, rules, Tally(loads, teams, owners, methods, filters))


def run(leads, rules, tally):
    """Place each lead with the counters of a tally, and return a Result."""
    decisions = tuple(_place(lead, rules, tally) for lead in leads)
    return Result(decisions, tally.deficits, tally.turns, tally.tiers)


def _place(lead, rules, tally):
    tally.begin(lead)
    if not lead.rule_ids:
        return Decision(lead.id, 'unmatched', 'no_rule')
    todo, tried, trail = list(lead.rule_ids), [], ()
    while todo:
        rule = rules[todo.pop(0)]
        if rule in tried:
            continue
        tried.append(rule)
        pick = _pick(lead, rule, tally)
        trail += pick.exclusions
        decision = _give(lead, rule, pick, tally, trail) or _fall_back(lead, rule, tally, trail)
        if decision:
            return decision
        if rule.fallback_rule_id in rules:
            todo.insert(0, rule.fallback_rule_id)
    return Decision(lead.id, 'wait', 'nobody', tried[-1].id, exclusions=_one_per_rep(trail))


def _pick(lead, rule, tally):
    """Return whom the rule chooses: who knows the customer, else whom its method picks."""
    known = to_known_owner(lead, rule, tally)
    if known.candidate or rule.method == 'pool':
        return known
    pick = tally.methods[rule.method].pick(lead, rule, tally)
    return replace(pick, exclusions=known.exclusions + pick.exclusions)


def _give(lead, rule, pick, tally, trail):
    """Return the decision for whom the rule picked, or for its pool; None if it has neither."""
    chosen = pick.candidate
    if not chosen:
        return rule.method == 'pool' and _to_pool(lead, rule, rule.pool_id, 'rule_pool', trail)
    tally.count(chosen, lead)
    return Decision(
        lead.id,
        'assign',
        'backup' if chosen.is_stand_in else pick.reason,
        rule.id,
        user_id=chosen.user_id,
        member_id=chosen.id if pick.in_turn else 0,
        booked=tally.book(chosen, rule) if pick.in_turn else 0.0,
        turn=tally.turns[chosen.id] if pick.in_turn else 0,
        exclusions=_one_per_rep(trail, chosen.user_id),
        team_id=chosen.team_for(lead),
        territory_id=pick.territory_id,
        overflow_territory_id=pick.overflow_territory_id,
        tier_id=pick.tier_id,
        tier_booked=pick.tier_booked,
        tier_moves=pick.tier_moves,
    )


def _to_pool(lead, rule, pool_id, reason, trail):
    if not pool_id:
        return None
    exclusions = _one_per_rep(trail)
    return Decision(lead.id, 'pool', reason, rule.id, pool_id=pool_id, exclusions=exclusions)


def _fall_back(lead, rule, tally, trail):
    """Return what happens when nobody is eligible, or None to go on to the next rule."""
    if rule.fallback == 'next_rule':
        return None
    if rule.fallback == 'pool' and rule.fallback_pool_id:
        return _to_pool(lead, rule, rule.fallback_pool_id, 'fallback_pool', trail)
    if rule.fallback == 'person' and rule.fallback_candidate:
        eligible, excluded = tally.eligible(lead, rule, (rule.fallback_candidate,))
        if eligible:
            return _to_person(lead, rule, eligible[0], tally, trail)
        trail += excluded
    return Decision(lead.id, 'wait', 'nobody', rule.id, exclusions=_one_per_rep(trail))


def _to_person(lead, rule, person, tally, trail):
    tally.count(person, lead)
    return Decision(
        lead.id,
        'assign',
        'fallback_person',
        rule.id,
        user_id=person.user_id,
        exclusions=_one_per_rep(trail, person.user_id),
        team_id=person.team_for(lead),
    )


def _one_per_rep(trail, chosen_id=0):
    """Return the first reason of each rep in each rule, without whoever got the lead."""
    first = {}
    for one in trail:
        if one.user_id != chosen_id:
            first.setdefault((one.rule_id, one.user_id), one)
    return tuple(first.values())
