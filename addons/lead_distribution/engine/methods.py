"""Methods: how a rule chooses a salesperson for a lead."""

from dataclasses import replace
from types import MappingProxyType

from .ranking import load_balanced
from .seams import Method
from .territories import by_territory
from .tiers import by_tier
from .types import Pick


def in_turn(lead, rule, tally):
    """Choose the rep who is first in the ranking of the method."""
    eligible, excluded = tally.eligible(lead, rule, rule.candidates)
    best = tally.first(eligible, rule.method)
    return Pick(best, excluded, rule.method, in_turn=True)


def to_contact(lead, rule, tally):
    """Give everything to one person, who hands it out."""
    eligible, excluded = tally.eligible(lead, rule, [rule.contact] if rule.contact else [])
    return Pick(eligible[0] if eligible else None, excluded, rule.method)


# read only: other addons add to a copy, each database to its own
METHODS = MappingProxyType(
    {
        'round_robin': Method(in_turn),
        'load_balanced': Method(in_turn, rank=load_balanced),
        'top_producer': Method(by_tier),
        'territory': Method(by_territory, has_members=False),
        'single_contact': Method(to_contact, has_members=False),
    }
)


def to_known_owner(lead, rule, tally):
    """Choose whoever has the customer or another open lead of his, before any method.

    That is no turn of his: it costs him nothing in the queue, but counts against his limits.
    """
    exclusions = ()
    for reason, keys in (
        ('customer_owner', lead.customer_keys if rule.keep_customer_owner else ()),
        ('duplicate_owner', lead.duplicate_keys if rule.keep_duplicate_owner else ()),
    ):
        for user_id in (user_id for key in keys for user_id in tally.owners.get(key, ())):
            eligible, excluded = tally.eligible(lead, rule, _person(user_id, rule))
            if eligible:
                return Pick(eligible[0], exclusions, reason)
            exclusions += excluded
    return Pick(exclusions=exclusions)


def _person(user_id, rule):
    """Return the user as a candidate with the limits he has in the rule, if he has any there."""
    people = (one for one in (*rule.candidates, *rule.people) if one.user_id == user_id)
    person = next(people, None)
    # whoever knows a customer keeps him, whatever the grade
    return [replace(person, tier_min_grade='')] if person else []
