"""Territories: the most specific one gets the lead, its neighbours when it cannot."""

from dataclasses import replace

from .types import Exclusion, Pick
from .zips import in_range


def by_territory(lead, rule, tally):
    """Choose a rep of the lead's territory, or of those its leads flow over to.

    A territory that had its leads of the day is passed over, unless nobody else can take more.
    """
    home = _home(lead, rule, tally)
    steps = tuple(_overflow_chain(home, rule.territories)) if home else ()
    full = [step for step in steps if _is_full(step, tally)]
    exclusions, surges = (), ()
    for step in (*(step for step in steps if step not in full), *full):
        here = replace(lead, territory_id=step.id)
        eligible, excluded = tally.eligible(here, rule, rule.candidates)
        exclusions += excluded
        if eligible:
            surges = _surges(full if step not in full else (), rule)
            tally.territories[home.id] = tally.territories.get(home.id, home.today) + 1
            return Pick(
                tally.first(eligible, rule.method),
                _own_reasons(surges + exclusions),
                _reason(step, home, full),
                in_turn=True,
                territory_id=home.id,
                overflow_territory_id=step.id if step != home else 0,
            )
    return Pick(exclusions=_own_reasons(exclusions or _nowhere(rule)))


def find(territories, lead):
    """Return the most specific territory that holds the lead, or None."""
    by_id = {territory.id: territory for territory in territories}
    holding = [one for one in territories if all(_holds(t, lead) for t in _line(one, by_id))]
    return max(holding, key=lambda one: (_specificity(_line(one, by_id)), -one.id), default=None)


def _home(lead, rule, tally):
    place = (rule.id, lead.country_id, lead.state_id, lead.zip, lead.lang_id)
    if place not in tally.homes:
        tally.homes[place] = find(rule.territories, lead)
    return tally.homes[place]


def _line(territory, by_id):
    """Return the territory and those it lies in."""
    line = []
    while territory and territory not in line:
        line.append(territory)
        territory = by_id.get(territory.parent_id)
    return line


def _holds(territory, lead):
    return (
        (not territory.country_ids or lead.country_id in territory.country_ids)
        and (not territory.state_ids or lead.state_id in territory.state_ids)
        and (not territory.lang_ids or lead.lang_id in territory.lang_ids)
        and (
            not territory.zip_ranges
            or any(in_range(lead.zip, *ends) for ends in territory.zip_ranges)
        )
    )


def _specificity(line):
    """Zip codes are more specific than states, these than countries, these than languages."""
    return (
        any(one.zip_ranges for one in line),
        any(one.state_ids for one in line),
        any(one.country_ids for one in line),
        any(one.lang_ids for one in line),
        len(line),
    )


def _overflow_chain(home, territories):
    """Yield the territory and where its leads flow over to, one after the other."""
    by_id = {territory.id: territory for territory in territories}
    seen = set()
    step = home
    while step and step.id not in seen:
        seen.add(step.id)
        yield step
        step = by_id.get(step.overflow_id) or by_id.get(step.parent_id)


def _is_full(territory, tally):
    today = tally.territories.get(territory.id, territory.today)
    return bool(territory.surge) and today >= territory.surge


def _reason(step, home, full):
    if step == home:
        return 'territory'
    return 'territory_surge' if home in full else 'territory_away'


def _surges(full, rule):
    ids = {territory.id for territory in full}
    return tuple(
        Exclusion(rule.id, one.user_id, 'surge')
        for one in rule.candidates
        if one.territory_ids & ids
    )


def _nowhere(rule):
    return tuple(Exclusion(rule.id, one.user_id, 'territory') for one in rule.candidates)


def _own_reasons(exclusions):
    """Keep one reason per rep: his own, if he works anywhere the lead was offered."""
    return tuple(sorted(exclusions, key=lambda exclusion: exclusion.key == 'territory'))
