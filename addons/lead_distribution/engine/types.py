"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rep as one rule (or pool) sees him. A cap of 0 means no limit.

    `turn` numbers the picks of his rule: the lower his last one, the longer he has waited.
    `stand_in` takes his turns while he is absent; `back_at` is when he is back, if that is known.
    """

    user_id: int
    id: int = 0
    weight: float = 1
    deficit: float = 0.0
    turn: int = 0
    is_active: bool = True
    is_available: bool = True
    company_ids: frozenset = frozenset()
    daily_cap: int = 0
    open_cap: int = 0
    is_on_leave: bool = False
    has_hours: bool = True
    is_working: bool = True
    back_at: datetime | None = None
    stand_in: 'Candidate | None' = None
    is_stand_in: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What a rep carries already, whichever rule gave it to him."""

    today: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead to place: the rules that match it, in order, and the reps who failed it."""

    id: int
    rule_ids: tuple = ()
    company_id: int = 0
    failed_user_ids: frozenset = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """How leads that match are placed, and what happens when nobody is eligible."""

    id: int
    method: str = 'round_robin'
    candidates: tuple = ()
    pool_id: int = 0
    fallback: str = 'wait'
    fallback_pool_id: int = 0
    fallback_candidate: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why one rep did not get one lead: the key of the filter that stopped him, and until when."""

    rule_id: int
    user_id: int
    key: str
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Where one lead goes: `assign`, `pool`, `wait` or `unmatched`."""

    lead_id: int
    outcome: str
    reason: str
    rule_id: int = 0
    user_id: int = 0
    member_id: int = 0
    pool_id: int = 0
    booked: float = 0.0
    turn: int = 0
    exclusions: tuple = ()


@dataclass(frozen=True, slots=True)
class Result:
    """All decisions of a run and the counters it leaves behind, by member."""

    decisions: tuple = ()
    deficits: dict = field(default_factory=dict)
    turns: dict = field(default_factory=dict)
