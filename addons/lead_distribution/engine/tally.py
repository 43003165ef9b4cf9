"""The counters of a run: stored values at its start, then moved by each pick."""

from dataclasses import replace

from .filters import ABSENCES, FILTERS, check
from .methods import METHODS
from .types import Exclusion, Load

NO_LOAD = Load()


class Tally:
    """What everybody carries, whose turn it is, and who knows which customer.

    `owners` maps the keys of leads to the ids of the users who have leads like that, the latest
    first. `methods` and `filters` are those of one database, in the order they are asked.
    """

    def __init__(self, loads=None, teams=None, owners=None, methods=METHODS, filters=FILTERS):
        self.loads = dict(loads or {})
        self.teams = dict(teams or {})
        self.owners = dict(owners or {})
        self.methods = methods
        self.filters = filters
        self.deficits = {}
        self.turns = {}
        self.last_turns = {}
        self.tiers = {}
        self.territories = {}
        self.homes = {}

    def begin(self, lead):
        """Get ready for the next lead. In a run all are of the same moment."""

    def load(self, candidate, lead):
        """Return what the candidate carries, and the team that the lead would count for."""
        load = self.loads.get(candidate.user_id, NO_LOAD)
        team = self.teams and self.teams.get(candidate.team_for(lead))
        return replace(load, team=team) if team else load

    def check(self, candidate, lead):
        return check(candidate, lead, self.load(candidate, lead), self.filters)

    def eligible(self, lead, rule, candidates):
        """Return the candidates whom no filter excludes, and the exclusions of the others."""
        eligible, excluded = [], []
        for candidate in candidates:
            key = self.check(candidate, lead)
            if key:
                back_at = candidate.back_at if key in ABSENCES else None
                excluded.append(Exclusion(rule.id, candidate.user_id, key, back_at))
                candidate = self._stand_in(candidate, lead)
            if candidate:
                eligible.append(candidate)
        return eligible, tuple(excluded)

    def _stand_in(self, candidate, lead):
        """Return who takes the turn of an absent candidate, or None. Nobody stands in for him."""
        stand_in = candidate.stand_in
        return stand_in if stand_in and not self.check(stand_in, lead) else None

    def first(self, candidates, method):
        """Return the candidate whose turn it is by the ranking of the method, or None."""
        rank = self.methods[method].rank
        return min(
            candidates,
            key=lambda candidate: rank(
                candidate,
                self.deficits.get(candidate.id, candidate.deficit),
                self.turns.get(candidate.id, candidate.turn),
                self.loads.get(candidate.user_id, NO_LOAD),
            ),
            default=None,
        )

    def count(self, candidate, lead):
        """Count one more lead of the candidate, and remember who has this customer now."""
        load = self.loads.get(candidate.user_id, NO_LOAD)
        self.loads[candidate.user_id] = load.plus(lead.grade)
        team = self.teams.get(candidate.team_for(lead))
        if team:
            self.teams[team.id] = replace(team, load=team.load.plus(lead.grade))
        for key in lead.duplicate_keys:
            self.owners[key] = (candidate.user_id, *self.owners.get(key, ()))
        for key in lead.customer_keys:
            self.owners.setdefault(key, (candidate.user_id,))

    def book(self, candidate, rule):
        """Move the candidate back in the queue of the rule; return what that cost him."""
        booked = 1 / candidate.weight
        self.deficits[candidate.id] = self.deficits.get(candidate.id, candidate.deficit) + booked
        if rule.id not in self.last_turns:
            self.last_turns[rule.id] = max(member.turn for member in rule.candidates)
        self.last_turns[rule.id] += 1
        self.turns[candidate.id] = self.last_turns[rule.id]
        return booked
