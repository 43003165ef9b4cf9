"""One lead in slow motion: who was looked at, what each filter said, and whose turn it was."""

from dataclasses import dataclass, field

from .distribute import run
from .replay import Replay
from .types import Candidate, Load


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one candidate: pairs of a filter and whether he passed, and what he carried."""

    candidate: Candidate
    checks: tuple
    load: Load
    deficit: float
    turn: int

    @property
    def is_eligible(self):
        return all(passed for _key, passed in self.checks)


@dataclass(slots=True)
class Step:
    """One search for a rep: by which rule, in what way, and the order of those who could.

    `kind` is `owner` (who knows the customer), `method` or `person` (the fallback person).
    """

    rule_id: int
    kind: str
    territory_id: int = 0
    looks: tuple = ()
    order: list = field(default_factory=list)


class TracedReplay(Replay):
    """A replay that writes down what it does for one lead."""

    def __init__(self, lead_id, **start):
        super().__init__(**start)
        self.lead_id = lead_id
        self.is_traced = False
        self.steps = []

    def begin(self, lead):
        result = super().begin(lead)
        self.is_traced = lead.id == self.lead_id
        return result

    def eligible(self, lead, rule, candidates):
        if self.is_traced:
            looks = tuple(self._look(one, lead) for one in candidates)
            kind = _kind(rule, candidates)
            self.steps.append(Step(rule.id, kind, lead.territory_id, looks))
        return super().eligible(lead, rule, candidates)

    def first(self, candidates, method):
        best = super().first(candidates, method)
        if self.is_traced:
            rest = list(candidates)
            while rest:
                self.steps[-1].order.append(super().first(rest, method))
                rest.remove(self.steps[-1].order[-1])
        return best

    def _look(self, candidate, lead):
        load = self.load(candidate, lead)
        return Look(
            candidate,
            tuple((key, one.passes(candidate, lead, load)) for key, one in self.filters.items()),
            load,
            self.deficits.get(candidate.id, candidate.deficit),
            self.turns.get(candidate.id, candidate.turn),
        )


def trace(leads, rules, tally):
    """Place the leads up to the one that the tally traces; return its steps and its decision."""
    number = next(index for index, lead in enumerate(leads) if lead.id == tally.lead_id)
    return tally.steps, run(leads[: number + 1], rules, tally).decisions[-1]


def _kind(rule, candidates):
    if candidates is rule.candidates or any(one is rule.contact for one in candidates):
        return 'method'
    return 'person' if any(one is rule.fallback_candidate for one in candidates) else 'owner'
