"""How the place of an absent member moves while the others get leads.

Places are deficits: what a member got, divided by his weight. Who has the smallest is next.

- ``none``: the place stays. On his return the member gets all he missed.
- ``average``: the place moves as the average of the present ones does, so on his return he stands
  to them as he did when he left: nothing to make up, nothing lost.
- ``capped``: the place stays until the member would have more than ``catch_up`` leads to make up.
"""


def moves_of_absent(policy, catch_up, places, moves, present):
    """Return what to add to the place of each absent member.

    :param str policy: ``none``, ``average`` or ``capped``
    :param int catch_up: with ``capped``, how many leads a member may make up
    :param dict places: ``{member id: (deficit, weight)}`` of all members, before the moves
    :param dict moves: ``{member id: what is added to his deficit}``
    :param present: ids of the members who can get leads now
    """
    absent = places.keys() - present
    present = places.keys() & present
    if policy == 'none' or not absent or not present:
        return {}
    if policy == 'average':
        average = sum(moves.get(member_id, 0) for member_id in present) / len(present)
        return dict.fromkeys(absent, average) if average else {}
    floor = min(places[member_id][0] + moves.get(member_id, 0) for member_id in present)
    missing = {
        member_id: floor - catch_up / places[member_id][1] - _after(member_id, places, moves)
        for member_id in absent
    }
    return {member_id: move for member_id, move in missing.items() if move > 0}


def _after(member_id, places, moves):
    return places[member_id][0] + moves.get(member_id, 0)
