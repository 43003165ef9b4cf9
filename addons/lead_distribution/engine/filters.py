"""Named eligibility filters: each takes candidate, lead and load, and says whether he passes."""

from types import MappingProxyType

from .limits import LIMITS, tier_grade
from .seams import Filter


def active(candidate, lead, load):
    """An archived user gets nothing."""
    return candidate.is_active


def available(candidate, lead, load):
    """A rep who switched himself off gets nothing."""
    return candidate.is_available


def leave(candidate, lead, load):
    """A rep on leave gets nothing."""
    return not candidate.is_on_leave


def has_hours(candidate, lead, load):
    """Where working hours count, a rep needs some."""
    return candidate.has_hours


def working_hours(candidate, lead, load):
    """Where working hours count, a rep gets nothing outside his."""
    return candidate.is_working


def company(candidate, lead, load):
    """A lead of a company goes to somebody who works there."""
    return not lead.company_id or lead.company_id in candidate.company_ids


def already_failed(candidate, lead, load):
    """A lead never goes back to a rep who let it lapse or gave it back."""
    return candidate.user_id not in lead.failed_user_ids


def territory(candidate, lead, load):
    """A lead sought for in a territory goes to somebody who works there."""
    return not lead.territory_id or lead.territory_id in candidate.territory_ids


PASSES = {
    'active': active,
    'available': available,
    'leave': leave,
    'has_hours': has_hours,
    'working_hours': working_hours,
    'company': company,
    'already_failed': already_failed,
    'territory': territory,
    **LIMITS,
    # the last one: a tier that only the grade keeps out has reps who could take the lead
    'tier_grade': tier_grade,
}

# read only: other addons add to a copy, each database to its own
FILTERS = MappingProxyType({key: Filter(passes) for key, passes in PASSES.items()})

# what passes by itself with time
ABSENCES = ('available', 'leave', 'working_hours')


def check(candidate, lead, load, filters=FILTERS):
    """Return the key of the first filter that excludes the candidate, or None."""
    for key, one in filters.items():
        if not one.passes(candidate, lead, load):
            return key
    return None


def is_present(candidate, filters=FILTERS):
    """Tell whether the candidate is there at all, whatever else may speak against him."""
    asked = ('active', 'has_hours', *ABSENCES)
    return all(filters[key].passes(candidate, None, None) for key in asked)
