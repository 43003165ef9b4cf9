"""Spans of time in words.

Words of one script in a line of another.

Simple filters in words; complicated ones are left to their own widget.
"""

HOUR = 60

DAY = 24 * HOUR


def duration_words(env, minutes):
    """Return minutes in the largest unit without a rest: "90 minutes", "4 hours", "1 day"."""
    if minutes and not minutes % DAY:
        days = minutes // DAY
        return env._("1 day") if days == 1 else env._("%s days", days)
    return hours_words(env, minutes)


def hours_words(env, minutes):
    """Return minutes in hours if there is no rest; of working time nobody counts days so."""
    if minutes and not minutes % HOUR:
        hours = minutes // HOUR
        return env._("1 hour") if hours == 1 else env._("%s hours", hours)
    return env._("1 minute") if minutes == 1 else env._("%s minutes", minutes)


FIRST_STRONG_ISOLATE, POP_ISOLATE = '\u2068', '\u2069'


def isolate(text):
    """Return a text that keeps its own direction and leaves that of the line around it alone.

    A grade or a name in Latin letters would draw the numbers beside it to its side in Arabic.
    """
    return f'{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}'


SYMBOLS = {
    '=': ':',
    'in': ':',
    '!=': ' ≠',
    'not in': ' ≠',
    '>': ' >',
    '>=': ' ≥',
    '<': ' <',
    '<=': ' ≤',
    'ilike': ' ~',
    'like': ' ~',
}

SHOWN_VALUES = 5


def domain_words(model, domain):
    """Return a filter as ``Country: Germany; Priority: High``, or nothing if it is not that plain.

    :param model: an empty recordset of what is filtered
    :param list domain: conditions that all have to hold
    """
    words = [_condition_words(model, item) for item in domain if item != '&']
    return "; ".join(words) if all(words) else ""


def _condition_words(model, item):
    if not isinstance(item, list | tuple) or item[1] not in SYMBOLS:
        return ""
    path, operator, value = item
    labels = []
    for name in path.split('.'):
        field = model._fields.get(name)
        if not field:
            return ""
        labels.append(field._description_string(model.env))
        holder, model = model, model.env[field.comodel_name] if field.comodel_name else model
    words = _value_words(holder, field, value)
    return f"{', '.join(labels)}{SYMBOLS[operator]} {words}" if words else ""


def _value_words(model, field, value):
    if value is False:
        return model.env._("no") if field.type == 'boolean' else model.env._("not set")
    values = list(value) if isinstance(value, list | tuple | set) else [value]
    if len(values) > SHOWN_VALUES:
        return ""
    if field.relational and all(type(one) is int for one in values):
        # who may see the rule may see what it is about
        records = model.env[field.comodel_name].sudo().browse(values).exists()
        return ", ".join(records.mapped('display_name'))
    if field.type == 'selection':
        options = dict(field._description_selection(model.env))
        return ", ".join(str(options.get(one, one)) for one in values)
    return model.env._("yes") if value is True else ", ".join(map(str, values))
