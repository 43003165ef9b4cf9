"""Keys of the engine put into words, in the language of whoever reads them.

Why a claim is refused, in words for the rep who made it.
"""

import math

from .engine_words import SURGE_LABEL, SURGE_SENTENCE, in_words
from .words import duration_words


def exclusion_sentence(env, exclusion):
    """Return why one rep was left out, from a stored ``{'name', 'rule', 'key'}``."""
    values = {'user': exclusion['name'], 'rule': exclusion['rule']}
    key = exclusion['key']
    if key == 'surge':
        return in_words(env, SURGE_SENTENCE, **values)
    one = _filters(env).get(key)
    if one and one.sentence:
        return in_words(env, one.sentence, **values)
    # the addon that brought the filter has gone, or has no words for it
    return env._("%(user)s could not take the lead (%(rule)s)", **values)


def exclusion_labels(env):
    """Return ``{key of a filter: why it leaves somebody out, in a few words}``."""
    labels = {key: in_words(env, one.label) or key for key, one in _filters(env).items()}
    return labels | {'surge': in_words(env, SURGE_LABEL)}


def filter_label(env, key):
    """Return what a filter of the engine asks, in words."""
    one = _filters(env).get(key)
    return in_words(env, one.asks or one.label) if one else key


def _filters(env):
    return env['lead.distribution.rule']._eligibility_filters()


def exclusion_text(env, exclusions):
    return "\n".join(exclusion_sentence(env, exclusion) for exclusion in exclusions or ())


# what sentences may name; a decision tells some of it
NAMES = ('rule', 'pool', 'user', 'by', 'member', 'tier', 'territory', 'overflow', 'error')


def reason_sentence(env, key, **values):
    """Return why a lead is where it is, from the key of a decision."""
    values = dict.fromkeys(NAMES, "") | values
    for reasons in (_backup_reason, _other_owner_reasons, _no_owner_reasons):
        if sentence := reasons(env, values).get(key):
            return sentence
    return _method_reason(env, key, values)


def _method_reason(env, key, values):
    """Return why the method of a rule chose somebody; there is always something to say."""
    for method in env['lead.distribution.rule']._distribution_methods().values():
        if key in method.sentences:
            return in_words(env, method.sentences[key], **values)
    if not (key and values['user']):
        return ""
    # the addon that brought the method has gone, or has no words for it
    return env._("The rule %(rule)s chose %(user)s.", **values)


def _backup_reason(env, values):
    return {
        'backup': env._(
            "%(user)s took the turn of %(member)s in the rule %(rule)s, as the backup.", **values
        )
    }


def _other_owner_reasons(env, values):
    """Return why somebody has the lead without having been next in turn."""
    return {
        'customer_owner': env._("%(user)s knows the customer already.", **values),
        'duplicate_owner': env._(
            "%(user)s works on another lead from the same customer.", **values
        ),
        'fallback_person': env._(
            "Nobody in the rule %(rule)s could take the lead, so it went to %(user)s.",
            **values,
        ),
        'claim': env._("%(user)s claimed the lead from the pool %(pool)s.", **values),
        'pool_person': env._(
            "Nobody claimed the lead from its pool in time, so it went to %(user)s.", **values
        ),
        'manual': env._("%(by)s gave the lead to %(user)s.", **values),
        'created': env._("The lead was created with %(user)s as its salesperson.", **values),
        'restored': env._("The lead was restored with %(user)s as its salesperson.", **values),
    }


def _no_owner_reasons(env, values):
    """Return why a lead lies in a pool, or waits."""
    return {
        'unworked': env._(
            "%(user)s claimed the lead from the pool %(pool)s, but did not begin with it in time.",
            **values,
        ),
        'reopened': env._(
            "The lead was closed without a claim and reopened, so it is back in the pool %(pool)s.",
            **values,
        ),
        'unsegmented': env._("No segment of the pool %(pool)s matches this lead.", **values),
        'rule_pool': env._("The rule %(rule)s sends such leads to the pool %(pool)s.", **values),
        'fallback_pool': env._(
            "Nobody in the rule %(rule)s could take the lead, so it went to the pool %(pool)s.",
            **values,
        ),
        'back_to_pool': env._(
            "Its salesperson did not do in time what was promised, so it went to the pool "
            "%(pool)s.",
            **values,
        ),
        'nobody': env._("Nobody in the rule %(rule)s can take the lead now.", **values),
        'no_rule': env._("No distribution rule matches this lead."),
        'error': env._("Distribution failed: %(error)s", **values),
    }


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
    return sentences.get(key) or _other_refusal(env, key, gate.pool.name)


def _other_refusal(env, key, pool):
    """Return what a filter says that another addon brought."""
    one = _filters(env)[key]
    if one.refusal:
        return in_words(env, one.refusal, pool=pool)
    return env._(
        "You cannot claim this lead from the pool %(pool)s: %(why)s",
        pool=pool,
        why=in_words(env, one.label) or key,
    )


def _personal_sentences(env):
    return {
        'active': env._("Only active salespeople can claim leads."),
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
