"""Rankings: functions that say by what eligible candidates are sorted."""

# Deficits are sums of 1/weight. Rounding makes 1/3 + 1/3 + 1/3 equal to 1, so that ties are seen
# as ties and go to the one who has waited longest.
DEFICIT_DIGITS = 9


def in_turn(candidate, deficit, turn, load):
    """Smallest deficit first, then the longest waiting, then the lowest id."""
    return (round(deficit, DEFICIT_DIGITS), turn, candidate.id, candidate.user_id)


def load_balanced(candidate, deficit, turn, load):
    """Fewest open leads per weight first, then the longest waiting, then the lowest id."""
    held = load.open / candidate.weight
    return (round(held, DEFICIT_DIGITS), turn, candidate.id, candidate.user_id)
