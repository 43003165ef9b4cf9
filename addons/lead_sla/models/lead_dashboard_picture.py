"""The shapes of which the pictures of a dashboard are made: rows of bars, and charts."""


def part(share, color, action=None, name=''):
    """Return a part of a bar.

    :param float share: how much of the width it takes, in percent
    :param str color: one of Bootstrap's: ``primary``, ``success``, ``warning``, ``danger``
    """
    return {
        'share': min(max(share, 0), 100),
        'color': color,
        'action': action or False,
        'name': name,
    }


def row(key, name, text, *parts, action=None, **more):
    """Return a line of a card: a name, its number in words, and a bar of ``parts`` below.

    :param more: ``note`` in small print, ``badge`` (text and color), ``marker`` in percent
    """
    return {
        'key': key,
        'name': name,
        'text': text,
        'parts': [one if one['action'] else {**one, 'action': action or False} for one in parts],
        'action': action or False,
        'note': more.get('note') or '',
        'badge': more.get('badge') or False,
        'marker': more.get('marker') or 0,
    }


def badge(text, color):
    return {'text': text, 'color': color}


def series(name, kind, color, values, texts, actions=None):
    """Return bars or a line of a chart.

    :param str kind: ``bar``, or ``line`` for percents on an axis of their own
    :param list texts: the values as people read them
    """
    return {
        'name': name,
        'kind': kind,
        'color': color,
        'values': values,
        'texts': texts,
        'actions': actions or [False] * len(values),
    }


def share(number, whole):
    """Return a part of a whole in percent, 0 of nothing."""
    return 100.0 * number / whole if whole else 0
