"""What a caller sent as the ids of records, or as a text."""

from collections import Counter

from odoo.exceptions import UserError


def each_once(records):
    """Return each of these records once, and ``Counter`` of why not the others.

    The others have ids that no record can have: PostgreSQL would refuse a text with an error of
    its own.
    """
    known, refused = {}, Counter()
    for record_id in records._ids:
        if type(record_id) is int and 0 < record_id < 2**31:
            known[record_id] = True
        else:
            refused[
                records.env._(
                    'There is nothing with the id "%s": ids are whole numbers above 0.', record_id
                )
            ] += 1
    return records.browse(known), refused


def check_ids(records):
    """Check that each of these records has an id that a record can have.

    :return: each of them once
    :raises UserError: naming the first that has none
    """
    known, refused = each_once(records)
    if refused:
        raise UserError(next(iter(refused)))
    return known


def is_text(value):
    """Tell whether a value is a text that the database can keep."""
    if not isinstance(value, str) or '\0' in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a character that takes two
        return False
    return True


def check_text(env, value):
    """Return a text that a caller sent, empty if there is none.

    :raises UserError: when it is no text
    """
    if value and not is_text(value):
        raise UserError(env._("A text is needed here, without control characters."))
    return value or ''
