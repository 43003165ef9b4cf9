"""What a caller sent as the ids of records."""

from collections import Counter


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
