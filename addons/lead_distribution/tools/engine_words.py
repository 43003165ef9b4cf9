"""What the engine's own filters and methods are in words; other addons bring theirs with them."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

FILTER_WORDS = {
    'active': {
        'asks': _lt("Active salesperson"),
        'label': _lt("No salesperson"),
        'sentence': _lt("%(user)s is no active salesperson (%(rule)s)"),
    },
    'available': {
        'asks': _lt("Available"),
        'label': _lt("Not available"),
        'sentence': _lt("%(user)s is not available (%(rule)s)"),
    },
    'leave': {
        'asks': _lt("Not on leave"),
        'label': _lt("On leave"),
        'sentence': _lt("%(user)s is on leave (%(rule)s)"),
    },
    'has_hours': {
        'asks': _lt("Has working hours"),
        'label': _lt("No working hours"),
        'sentence': _lt(
            "%(user)s has working hours without a single hour, so add some there (%(rule)s)"
        ),
    },
    'working_hours': {
        'asks': _lt("Works now"),
        'label': _lt("Outside working hours"),
        'sentence': _lt("%(user)s is outside working hours (%(rule)s)"),
    },
    'company': {
        'asks': _lt("Works for the lead's company"),
        'label': _lt("Another company"),
        'sentence': _lt("%(user)s does not work for the lead's company (%(rule)s)"),
    },
    'already_failed': {
        'asks': _lt("Has not let this lead go"),
        'label': _lt("Had it and let it go"),
        'sentence': _lt("%(user)s has had this lead and let it go (%(rule)s)"),
    },
    'territory': {
        'asks': _lt("Works in the territory"),
        'label': _lt("Another territory"),
        'sentence': _lt("%(user)s does not work in the lead's territory (%(rule)s)"),
    },
    'daily_cap': {
        'asks': _lt("Limit of the day"),
        'label': _lt("Limit of the day"),
        'sentence': _lt("%(user)s has reached the limit for today (%(rule)s)"),
    },
    'weekly_cap': {
        'asks': _lt("Limit of the week"),
        'label': _lt("Limit of the week"),
        'sentence': _lt("%(user)s has reached the limit for this week (%(rule)s)"),
    },
    'open_cap': {
        'asks': _lt("Limit of open leads"),
        'label': _lt("Limit of open leads"),
        'sentence': _lt("%(user)s has reached the limit of open leads (%(rule)s)"),
    },
    'grade_cap': {
        'asks': _lt("Limit of the grade"),
        'label': _lt("Limit of open leads of the grade"),
        'sentence': _lt("%(user)s has reached the limit of open leads of this grade (%(rule)s)"),
    },
    'team_cap': {
        'asks': _lt("Limit of the team"),
        'label': _lt("Limit of the team"),
        'sentence': _lt("The team of %(user)s has reached its limit (%(rule)s)"),
    },
    'tier_cap': {
        'asks': _lt("Limit of the tier"),
        'label': _lt("Limit of the tier"),
        'sentence': _lt("%(user)s has reached the limit of the tier (%(rule)s)"),
    },
    'tier_grade': {
        'asks': _lt("Grade for the tier"),
        'label': _lt("Grade too low for the tier"),
        'sentence': _lt("The grade is too low for the tier of %(user)s (%(rule)s)"),
    },
}

# what keeps a lead from somebody, but is no filter: the method itself says so
SURGE_LABEL = _lt("Surge in the territory")
SURGE_SENTENCE = _lt("The territory of %(user)s has had its leads today (%(rule)s)")

METHOD_WORDS = {
    'round_robin': {
        'explanation': _lt("They are given in turn to %(reps)s."),
        'sentences': {'round_robin': _lt("%(user)s was next in turn in the rule %(rule)s.")},
    },
    'load_balanced': {
        'question': _lt("Who holds the fewest open leads?"),
        'explanation': _lt("They go to whoever holds the fewest open leads: %(reps)s."),
        'sentences': {
            'load_balanced': _lt("%(user)s had the fewest open leads in the rule %(rule)s.")
        },
    },
    'top_producer': {
        'explanation': _lt(
            "Shares by tier: %(tiers)s. Reps are ranked each night by %(metric)s over "
            "%(days)s days, and take turns within their tier."
        ),
        'sentences': {
            'top_producer': _lt(
                "It was the turn of the tier %(tier)s in the rule %(rule)s, and of %(user)s in it."
            )
        },
    },
    'territory': {
        'explanation': _lt(
            "They go to the reps of their territory, in turn, and to those who help out when "
            "these cannot take them."
        ),
        'sentences': {
            'territory': _lt(
                "The lead lies in the territory %(territory)s, where %(user)s was next in turn."
            ),
            'territory_away': _lt(
                "Nobody in the territory %(territory)s could take the lead, so it went to "
                "%(user)s in %(overflow)s."
            ),
            'territory_surge': _lt(
                "The territory %(territory)s has had its leads today, so this one went to "
                "%(user)s in %(overflow)s."
            ),
        },
    },
    'single_contact': {
        'question': _lt("The point of contact"),
        'explanation': _lt("%(user)s receives them all and hands them out."),
        'sentences': {
            'single_contact': _lt(
                "%(user)s receives all leads of the rule %(rule)s and hands them out."
            )
        },
    },
}


def in_words(env, text, **values):
    """Return a text of the engine in the language of ``env``, with what it names filled in."""
    # what is no text is lazy, and was marked as a term where it stands
    words = text if isinstance(text, str) else text._translate(env.lang or 'en_US')
    return words % values if values else words
