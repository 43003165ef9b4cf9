"""What other addons give the engine: filters and methods, each with the words people read.

Texts are plain or lazily translated; the engine never reads them. What they may name is in
docs/extending.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from .ranking import in_turn


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """Who may get a lead: ``passes(candidate, lead, load)`` tells whether a candidate does.

    `asks` is what it asks for, step by step; `label` and `sentence` say why somebody was left out;
    `refusal` is what somebody is told who may not claim a lead because of it.
    """

    passes: Callable
    asks: object = ''
    label: object = ''
    sentence: object = ''
    refusal: object = ''


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """How a rule chooses a salesperson: ``pick(lead, rule, tally)`` returns a Pick.

    ``rank(candidate, deficit, turn, load)`` returns what the eligible are sorted by, if `pick`
    asks ``tally.first``. `sentences` says why a lead was given, by the reason of the Pick;
    `explanation` is the rule in words; `question` heads its part of the step-by-step explanation.
    `has_members`: the rule itself, or its sales team, says who takes part.
    """

    pick: Callable
    rank: Callable = in_turn
    has_members: bool = True
    sentences: dict = field(default_factory=dict)
    explanation: object = ''
    question: object = ''
