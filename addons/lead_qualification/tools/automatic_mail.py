AUTOMATIC_PRECEDENCE = ('auto-reply', 'auto_reply', 'bulk', 'junk', 'list')

# set by what answers by itself, never by a person's mail program
MACHINE_HEADERS = (
    'X-Auto-Reply',
    'X-Autoreply',
    'X-Autorespond',
    'X-Autoresponder',
    'X-Auto-Response-Suppress',
)


def is_automatic(message):
    """Tell whether a machine wrote: an out-of-office reply, a receipt, a newsletter (RFC 3834).

    :param message: the ``email.message.EmailMessage`` as it came in
    """
    submitted = _header(message, 'Auto-Submitted').split(';')[0].strip()
    return (
        submitted not in ('', 'no')
        or _header(message, 'Precedence') in AUTOMATIC_PRECEDENCE
        or _header(message, 'Return-Path') == '<>'  # whoever answers by itself wants no answer
        or any(message.get(name) for name in MACHINE_HEADERS)
    )


def _header(message, name):
    return (message.get(name) or '').strip().lower()
