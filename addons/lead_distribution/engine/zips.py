"""Zip codes compared part by part: numbers as numbers, letters as letters."""

import re

PARTS = re.compile(r'\d+|[^\W\d_]+')


def zip_key(code):
    """Return a zip code as something that sorts: ``SW1A 2AA`` before ``SW10 1AA``."""
    parts = PARTS.findall("".join((code or '').split()).upper())
    return tuple((0, int(part), '') if part.isdecimal() else (1, 0, part) for part in parts)


def in_range(code, first, last):
    """Tell whether a code lies in a range; all that begins like the last code is still in it."""
    key = zip_key(code)
    return bool(key) and zip_key(first) <= key and key[: len(zip_key(last))] <= zip_key(last)


def overlap(one, other):
    """Tell whether two ranges, pairs of a first and a last code, have a code in common."""
    return _begins_within(one, other) and _begins_within(other, one)


def _begins_within(one, other):
    first, last = zip_key(one[0]), zip_key(other[1])
    return first[: len(last)] <= last
