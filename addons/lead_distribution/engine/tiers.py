"""Top producers: a fair choice between tiers by their shares, then fair within the tier.

A tier whose reps are all away or full leaves its turns to the others for good. A tier that only
the grade keeps out keeps its turns, so that the better leads come to it later. Each lead a tier
could take brings it `floor_share` percent of a lead; a tier that is owed a whole one goes first.
So of any leads a tier could take it gets `floor_share` percent, less at most one lead per tier.
"""

from dataclasses import replace

from .ranking import DEFICIT_DIGITS
from .types import Pick

WHOLE = 1 - 1e-9


def by_tier(lead, rule, tally):
    """Choose a tier among those with an eligible rep, then the rep whose turn it is there."""
    eligible, excluded = tally.eligible(lead, rule, rule.candidates)
    if not eligible:
        return Pick(exclusions=excluded)
    too_good = {exclusion.user_id for exclusion in excluded if exclusion.key == 'tier_grade'}
    present = {one.tier_id for one in rule.candidates if one.user_id in too_good}
    able = {one.tier_id for one in eligible}
    tiers = [tally.tiers.get(tier.id, tier) for tier in rule.tiers]
    chosen, moves = _choose(tiers, able, able | present, tally)
    reps = [one for one in eligible if one.tier_id == chosen.id]
    return Pick(
        tally.first(reps, rule.method),
        excluded,
        rule.method,
        in_turn=True,
        tier_id=chosen.id,
        tier_booked=_cost(chosen),
        tier_moves=moves,
    )


def _choose(tiers, able, present, tally):
    """Return the tier whose turn it is, and by what the counters of all of them moved."""
    moved = [_before(tier, tiers, able, present) for tier in tiers]
    running = [tier for tier in moved if tier.id in able]
    chosen = max(running, key=lambda tier: tier.floor_credit)
    if chosen.floor_credit < WHOLE:
        chosen = min(running, key=_turn)
    moved = [_after(tier) if tier.id == chosen.id else tier for tier in moved]
    tally.tiers.update((tier.id, tier) for tier in moved)
    moves = (
        (new.id, new.deficit - old.deficit, new.floor_credit - old.floor_credit)
        for old, new in zip(tiers, moved, strict=True)
    )
    return chosen, tuple(move for move in moves if any(move[1:]))


def _turn(tier):
    return (not tier.share, round(tier.deficit, DEFICIT_DIGITS))


def _before(tier, tiers, able, present):
    """Owe a tier that can take the lead its guaranteed share; let an absent one lose its turn."""
    if tier.id in able:
        return replace(tier, floor_credit=tier.floor_credit + tier.floor_share / 100)
    if tier.id in present:
        return tier
    level = min(other.deficit for other in tiers if other.id in present)
    return replace(tier, deficit=max(tier.deficit, level))


def _after(tier):
    floor_credit = max(tier.floor_credit - 1, 0)
    return replace(tier, deficit=tier.deficit + _cost(tier), floor_credit=floor_credit)


def _cost(tier):
    return 1 / tier.share if tier.share else 0.0
