"""How a lead's score and grade come about: plain arithmetic, without the ORM.

A factor is known or it is missing; a missing one is left out and never counts as zero.
"""

from typing import NamedTuple

AXES = ('fit', 'interest')
FACTORS = (*AXES, 'answers', 'probability')
GRADE_LETTERS = 'abcd'
# who failed a discovery call is not called before those who passed one
BEST_OF_FAILED = 'c'
# after so many half-lives a signal is worth nothing that can be seen, nor held in a float for ever
MAX_HALF_LIVES = 60


class Cards(NamedTuple):
    """What the answered cards of one lead say together."""

    score: float
    grade: str
    verdict: str
    is_knocked_out: bool


def decayed(points, age_days, half_life_days):
    """Return what ``points`` are worth after ``age_days``: half of it per half-life.

    Exponential decay, N(t) = N0 * 2^(-t / half-life), as in radioactive decay and in the
    forgetting curve R = e^(-kt) with k = ln 2 / half-life (Ebbinghaus, "Über das Gedächtnis", 1885;
    Cormode et al., "Forward Decay", ICDE 2009, for its use on weighted events).
    """
    half_lives = min(max(age_days, 0) / half_life_days, MAX_HALF_LIVES)
    return points * 0.5**half_lives


def interest(values):
    """Return the interest score of decayed signals, between 0 and 100."""
    return min(max(sum(values), 0), 100)


def level(score, high, medium):
    """Return the level on an axis of a score, ``unknown`` where there is none."""
    if score is None:
        return 'unknown'
    if score >= high:
        return 'high'
    return 'medium' if score >= medium else 'low'


def shares(factors, weights):
    """Return ``{factor: share}`` of the known factors; the shares add up to one.

    Odoo's probability refines a score and makes none by itself.
    """
    known = {
        key: weights[key] for key in FACTORS if factors.get(key) is not None and weights[key] > 0
    }
    total = sum(known.values())
    if not known.keys() - {'probability'}:
        return {}
    return {key: weight / total for key, weight in known.items()}


def score(factors, weights):
    """Return the weighted mean of the known factors as a whole number between 0 and 100."""
    mean = sum(share * factors[key] for key, share in shares(factors, weights).items())
    return int(min(max(mean, 0), 100) + 0.5)


def grade(axes_grade, cards, best_of_fit=None):
    """Return the grade of a lead, ``None`` when nothing is known.

    The cell of the fit x interest grid gives it. Answered cards then speak: a passed card lifts the
    lead to the grade of its answers, yet not above ``best_of_fit``, the best that a known fit can
    reach; a failed one lowers it to the grade of its answers, and to ``BEST_OF_FAILED`` at least;
    a knock-out makes it a D. One that is still open says nothing yet.
    """
    if cards is None:
        return axes_grade
    if cards.is_knocked_out:
        return GRADE_LETTERS[-1]
    if cards.verdict == 'incomplete':
        return axes_grade
    if cards.verdict == 'failed':
        return max(axes_grade or cards.grade, cards.grade, BEST_OF_FAILED)
    if axes_grade is None:
        return cards.grade
    return min(axes_grade, max(cards.grade, best_of_fit or GRADE_LETTERS[0]))


def whole_points(points, total):
    """Round ``points`` to whole numbers that add up exactly to ``total``.

    Largest remainder: all are rounded down, then those cut most get one more.
    """
    floors = [int(value // 1) for value in points]
    by_remainder = sorted(
        range(len(points)), key=lambda index: points[index] - floors[index], reverse=True
    )
    lacking = total - sum(floors)
    for step in range(abs(lacking)):
        floors[by_remainder[step % len(points)]] += 1 if lacking > 0 else -1
    return floors
