"""Rankings: a method's name to the function that orders its eligible candidates."""

# Deficits are sums of 1/weight. Rounding makes 1/3 + 1/3 + 1/3 equal to 1, so that ties are seen
# as ties and go to the one who has waited longest.
DEFICIT_DIGITS = 9


def round_robin(candidate, deficit, turn):
    """Smallest deficit first, then the longest waiting, then the lowest id."""
    return (round(deficit, DEFICIT_DIGITS), turn, candidate.id, candidate.user_id)


RANKINGS = {'round_robin': round_robin}
