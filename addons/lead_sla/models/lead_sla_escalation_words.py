"""What the steps of a ladder did, in the language of whoever reads it."""

NAMES = (
    'user',
    'promise',
    'leader',
    'new_user',
    'pool',
    'status',
    'reason',
    'limit',
    'until',
    'misses',
    'days',
    'error',
)


def step_sentence(env, outcome, **values):
    """Return what a step did, from the outcome and the names in its log."""
    values = dict.fromkeys(NAMES, "") | values
    for outcomes in (_told, _moved, _kept, _curbed):
        if sentence := outcomes(env, values).get(outcome):
            return sentence
    return ""


def _told(env, values):
    """Return who was told, or why nothing was done at all."""
    return {
        'reminded': env._("%(user)s was reminded. %(promise)s", **values),
        'told': env._("%(leader)s was told that %(user)s is late. %(promise)s", **values),
        'no_leader': env._(
            "Nobody could be told that %(user)s is late: the sales team has no leader other than "
            "the salesperson. %(promise)s",
            **values,
        ),
        'failed': env._("The step could not be carried out: %(error)s", **values),
    }


def _moved(env, values):
    """Return where the lead went."""
    return {
        'moved': env._(
            "The lead moved on from %(user)s to %(new_user)s, because the time was over. "
            "%(promise)s",
            **values,
        ),
        'pooled': env._(
            "The lead went from %(user)s back to the pool %(pool)s, because the time was over. "
            "%(promise)s",
            **values,
        ),
        'status': env._("The lead is now %(status)s: %(reason)s. %(promise)s", **values),
    }


def _kept(env, values):
    """Return why the lead stays where it is."""
    return {
        'kept': env._(
            "Not done in time, but nobody else can take this lead now, so it stays with %(user)s. "
            "%(promise)s",
            **values,
        ),
        'limit': env._(
            "Not done in time, but moved on as often as allowed, so the lead stays with %(user)s. "
            "%(promise)s",
            **values,
        ),
        'tried_too_little': env._(
            "The lead stays with %(user)s: it was not tried as often as agreed, so nobody knows "
            "whether it is %(status)s. %(promise)s",
            **values,
        ),
    }


def _curbed(env, values):
    """Return what becomes of a salesperson who was late again and again."""
    return {
        'lowered': env._(
            "%(user)s gets fewer leads until %(until)s after %(misses)s misses within %(days)s "
            "days: %(limit)s.",
            **values,
        ),
        'away': env._(
            "%(user)s is away until %(until)s after %(misses)s misses within %(days)s days.",
            **values,
        ),
        'spared': env._(
            "%(user)s has %(misses)s misses within %(days)s days, which is not enough for this "
            "step.",
            **values,
        ),
    }
