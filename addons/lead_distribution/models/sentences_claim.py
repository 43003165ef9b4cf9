"""Why a claim is refused, in words for the rep who made it."""

import math

from .durations import duration_words


def claim_refusal(env, key, gate):
    """Return what a rep is told whose claim was refused.

    :param str key: of the filter or limit that refused it
    :param gate: the ``ClaimGate`` he did not pass
    """
    sentences = {
        **_personal_sentences(env),
        **_load_sentences(env, gate),
        **_claim_sentences(env, gate),
    }
    return sentences[key]


def _personal_sentences(env):
    return {
        'active': env._("An archived user cannot claim leads."),
        'available': env._(
            "You are not available for leads, and only who is can claim them. "
            "Switch to Available in the top bar first."
        ),
        'company': env._("This lead belongs to a company you do not work for."),
        'already_failed': env._("You have had this lead before, so it is left to your colleagues."),
        'team_cap': env._("Your sales team has reached its limit of leads."),
    }


def _load_sentences(env, gate):
    # a step of an SLA may have lowered his own limits below those of the pool
    candidate, pool = gate.candidate, gate.pool
    return {
        'daily_cap': env._(
            "You have reached the limit of leads a day of the pool %(pool)s (%(count)s).",
            count=candidate.daily_cap,
            pool=pool.name,
        ),
        'weekly_cap': env._(
            "You have reached the limit of leads a week of the pool %(pool)s (%(count)s).",
            count=candidate.weekly_cap,
            pool=pool.name,
        ),
        'grade_cap': env._(
            "You hold as many open leads of this grade as the pool %s allows. "
            "Finish some of yours first.",
            pool.name,
        ),
        'open_cap': env._(
            "You have reached the limit of open leads of the pool %(pool)s (%(count)s). "
            "Finish some of yours first.",
            count=candidate.open_cap,
            pool=pool.name,
        ),
    }


def _claim_sentences(env, gate):
    limits, pool = gate.limits, gate.pool.name
    return {
        'seniors': env._(
            "New leads of the pool %(pool)s are for its seniors alone for %(time)s.",
            pool=pool,
            time=duration_words(env, gate.pool.senior_minutes),
        ),
        'cool_down': env._(
            "After a claim you wait %(time)s in the pool %(pool)s. "
            "You can claim again in %(left)s.",
            time=duration_words(env, gate.pool.cool_down_minutes),
            pool=pool,
            left=duration_words(env, _minutes_left(gate)),
        ),
        'unworked_claims': env._(
            "You have reached the limit of leads not worked on of the pool %(pool)s (%(count)s). "
            "Begin with one of yours first.",
            count=limits.unworked,
            pool=pool,
        ),
        'claims_hour': env._(
            "You have reached the limit of claims an hour of the pool %(pool)s (%(count)s).",
            count=limits.hourly,
            pool=pool,
        ),
        'claims_day': env._(
            "You have reached the limit of claims a day of the pool %(pool)s (%(count)s).",
            count=limits.daily,
            pool=pool,
        ),
    }


def _minutes_left(gate):
    if not gate.claims.latest:
        return 0
    left = gate.claims.latest + gate.limits.cool_down - gate.now
    return max(math.ceil(left.total_seconds() / 60), 1)
