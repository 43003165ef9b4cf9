"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Load:
    """What a rep, or a team as a whole, carries already, whichever rule gave it to him.

    `grades` counts the open leads of each grade. `team` is the team a pick would count against.
    """

    today: int = 0
    open: int = 0
    week: int = 0
    grades: dict = field(default_factory=dict)
    team: 'Team | None' = None

    def plus(self, grade=''):
        """Return the load with one more lead of a grade."""
        grades = {**self.grades, grade: self.grades.get(grade, 0) + 1}
        return replace(
            self, today=self.today + 1, open=self.open + 1, week=self.week + 1, grades=grades
        )


@dataclass(frozen=True, slots=True)
class Team:
    """The limits of a sales team as a whole, and what it carries. A cap of 0 means no limit."""

    id: int
    daily_cap: int = 0
    weekly_cap: int = 0
    open_cap: int = 0
    grade_caps: tuple = ()
    load: Load = Load()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rep as one rule (or pool) sees him. A cap of 0 means no limit.

    `turn` numbers the picks of his rule: the lower his last one, the longer he has waited.
    `grade_caps` are pairs of a grade and the most open leads of it.
    `team_id` is the team that his rule gives to its leads, `team_ids` those he sells for.
    `stand_in` takes his turns while he is absent; `back_at` is when he is back, if that is known.
    `extra` is what other addons know of the user, `rule_extra` what they know of the rule.
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
    weekly_cap: int = 0
    grade_caps: tuple = ()
    team_id: int = 0
    team_ids: frozenset = frozenset()
    home_team_id: int = 0
    territory_ids: frozenset = frozenset()
    tier_id: int = 0
    tier_min_grade: str = ''
    tier_daily_cap: int = 0
    tier_open_cap: int = 0
    is_on_leave: bool = False
    has_hours: bool = True
    is_working: bool = True
    back_at: datetime | None = None
    stand_in: 'Candidate | None' = None
    is_stand_in: bool = False
    extra: dict = field(default_factory=dict, hash=False)
    rule_extra: dict = field(default_factory=dict, hash=False)

    def team_for(self, lead):
        """Return the id of the team a lead would have with this rep."""
        if self.team_id:
            return self.team_id
        return lead.team_id if lead.team_id in self.team_ids else self.home_team_id


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead to place: the rules that match it, in order, and the reps who failed it.

    `customer_keys` and `duplicate_keys` say who it is from: whoever has the same keys is known.
    `territory_id` is the territory in which somebody is sought for it just now.
    `extra` is what other addons know of the lead.
    """

    id: int
    rule_ids: tuple = ()
    company_id: int = 0
    failed_user_ids: frozenset = frozenset()
    grade: str = ''
    team_id: int = 0
    customer_keys: tuple = ()
    duplicate_keys: tuple = ()
    country_id: int = 0
    state_id: int = 0
    zip: str = ''
    lang_id: int = 0
    territory_id: int = 0
    extra: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Tier:
    """A group of the reps of a rule with its share of the leads, best reps first.

    `deficit` is what it got per percent of its share; `floor_credit` is how many leads it still
    has to get so that it keeps its guaranteed share.
    """

    id: int
    share: float = 0.0
    floor_share: float = 0.0
    deficit: float = 0.0
    floor_credit: float = 0.0


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of the market. What is empty restricts nothing; `zip_ranges` are pairs of zip codes.

    `overflow_id` is where its leads go when its reps are away, or after `surge` leads in a day.
    """

    id: int
    parent_id: int = 0
    country_ids: frozenset = frozenset()
    state_ids: frozenset = frozenset()
    zip_ranges: tuple = ()
    lang_ids: frozenset = frozenset()
    overflow_id: int = 0
    surge: int = 0
    today: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """How leads that match are placed, and what happens when nobody is eligible.

    `people` are reps who are no members, but may know a customer. `extra` is what other addons
    know of the rule.
    """

    id: int
    method: str = 'round_robin'
    candidates: tuple = ()
    pool_id: int = 0
    fallback: str = 'wait'
    fallback_pool_id: int = 0
    fallback_candidate: Candidate | None = None
    fallback_rule_id: int = 0
    tiers: tuple = ()
    territories: tuple = ()
    contact: Candidate | None = None
    people: tuple = ()
    keep_customer_owner: bool = False
    keep_duplicate_owner: bool = False
    extra: dict = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why one rep did not get one lead: the key of the filter that stopped him, and until when."""

    rule_id: int
    user_id: int
    key: str
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """Whom a method chose for a lead, why, and what it has to book for that."""

    candidate: Candidate | None = None
    exclusions: tuple = ()
    reason: str = ''
    in_turn: bool = False
    territory_id: int = 0
    overflow_territory_id: int = 0
    tier_id: int = 0
    tier_booked: float = 0.0
    tier_moves: tuple = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Where one lead goes: `assign`, `pool`, `wait` or `unmatched`.

    `tier_moves` are triples of a tier, and what its deficit and its floor credit moved by.
    """

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
    team_id: int = 0
    territory_id: int = 0
    overflow_territory_id: int = 0
    tier_id: int = 0
    tier_booked: float = 0.0
    tier_moves: tuple = ()


@dataclass(frozen=True, slots=True)
class Result:
    """All decisions of a run and the counters it leaves behind, by member and by tier."""

    decisions: tuple = ()
    deficits: dict = field(default_factory=dict)
    turns: dict = field(default_factory=dict)
    tiers: dict = field(default_factory=dict)
