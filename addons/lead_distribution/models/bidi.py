"""Words of one script in a line of another."""

FIRST_STRONG_ISOLATE, POP_ISOLATE = '\u2068', '\u2069'


def isolate(text):
    """Return a text that keeps its own direction and leaves that of the line around it alone.

    A grade or a name in Latin letters would draw the numbers beside it to its side in Arabic.
    """
    return f'{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}'
