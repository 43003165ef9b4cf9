"""One pass over the leads, oldest first, keeping the counters in step with every pick."""

from .filters import ABSENCES, check
from .ranking import RANKINGS
from .types import Decision, Exclusion, Load, Result

NO_LOAD = Load()


class Tally:
    """The counters of a run: stored values at its start, then moved by each pick."""

    def __init__(self, loads=None):
        self.today = {user_id: load.today for user_id, load in (loads or {}).items()}
        self.open = {user_id: load.open for user_id, load in (loads or {}).items()}
        self.deficits = {}
        self.turns = {}
        self.last_turns = {}

    def load(self, user_id):
        return Load(self.today.get(user_id, 0), self.open.get(user_id, 0))

    def rank(self, candidate, ranking):
        deficit = self.deficits.get(candidate.id, candidate.deficit)
        return ranking(candidate, deficit, self.turns.get(candidate.id, candidate.turn))

    def count(self, candidate):
        """Count one more lead of the candidate against his limits."""
        self.today[candidate.user_id] = self.today.get(candidate.user_id, 0) + 1
        self.open[candidate.user_id] = self.open.get(candidate.user_id, 0) + 1

    def book(self, candidate, rule):
        """Move the candidate back in the queue of the rule; return what that cost him."""
        booked = 1 / candidate.weight
        self.deficits[candidate.id] = self.deficits.get(candidate.id, candidate.deficit) + booked
        if rule.id not in self.last_turns:
            self.last_turns[rule.id] = max(member.turn for member in rule.candidates)
        self.last_turns[rule.id] += 1
        self.turns[candidate.id] = self.last_turns[rule.id]
        return booked


def distribute(leads, rules, loads=None):
    """Place each lead by the first of its rules that can, and return a Result.

    `leads` come oldest first; `rules` maps ids to Rule; `loads` maps user ids to Load.
    """
    tally = Tally(loads)
    decisions = tuple(_place(lead, rules, tally) for lead in leads)
    return Result(decisions, tally.deficits, tally.turns)


def _place(lead, rules, tally):
    if not lead.rule_ids:
        return Decision(lead.id, 'unmatched', 'no_rule')
    exclusions = ()
    for rule_id in lead.rule_ids:
        rule = rules[rule_id]
        if rule.method == 'pool':
            if rule.pool_id:
                return _to_pool(lead, rule, rule.pool_id, 'rule_pool', exclusions)
        else:
            eligible, excluded = _eligible(lead, rule, rule.candidates, tally)
            exclusions += excluded
            if eligible:
                return _to_best(lead, rule, eligible, tally, exclusions)
        decision = _fall_back(lead, rule, tally, exclusions)
        if decision:
            return decision
    return Decision(lead.id, 'wait', 'nobody', rule.id, exclusions=exclusions)


def _eligible(lead, rule, candidates, tally):
    eligible, excluded = [], []
    for candidate in candidates:
        key = check(candidate, lead, tally.load(candidate.user_id))
        if key:
            back_at = candidate.back_at if key in ABSENCES else None
            excluded.append(Exclusion(rule.id, candidate.user_id, key, back_at))
            candidate = _stand_in(candidate, lead, tally)
        if candidate:
            eligible.append(candidate)
    return eligible, tuple(excluded)


def _stand_in(candidate, lead, tally):
    """Return who takes the turn of an absent candidate, or None. Nobody stands in for him again."""
    stand_in = candidate.stand_in
    if stand_in and not check(stand_in, lead, tally.load(stand_in.user_id)):
        return stand_in
    return None


def _to_best(lead, rule, eligible, tally, exclusions):
    ranking = RANKINGS[rule.method]
    best = min(eligible, key=lambda candidate: tally.rank(candidate, ranking))
    tally.count(best)
    return Decision(
        lead.id,
        'assign',
        'backup' if best.is_stand_in else rule.method,
        rule.id,
        user_id=best.user_id,
        member_id=best.id,
        booked=tally.book(best, rule),
        turn=tally.turns[best.id],
        exclusions=exclusions,
    )


def _to_pool(lead, rule, pool_id, reason, exclusions):
    return Decision(lead.id, 'pool', reason, rule.id, pool_id=pool_id, exclusions=exclusions)


def _fall_back(lead, rule, tally, exclusions):
    """Return what happens when nobody is eligible, or None to go on to the next rule."""
    excluded = ()
    if rule.fallback == 'pool' and rule.fallback_pool_id:
        return _to_pool(lead, rule, rule.fallback_pool_id, 'fallback_pool', exclusions)
    if rule.fallback == 'person' and rule.fallback_candidate:
        eligible, excluded = _eligible(lead, rule, (rule.fallback_candidate,), tally)
        if eligible:
            return _to_person(lead, rule, eligible[0], tally, exclusions)
    if rule.fallback == 'next_rule':
        return None
    return Decision(lead.id, 'wait', 'nobody', rule.id, exclusions=exclusions + excluded)


def _to_person(lead, rule, person, tally, exclusions):
    tally.count(person)
    return Decision(
        lead.id,
        'assign',
        'fallback_person',
        rule.id,
        user_id=person.user_id,
        exclusions=exclusions,
    )
