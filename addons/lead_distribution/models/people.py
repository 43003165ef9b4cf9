"""Whether somebody is among many, asked without reading all of them."""

from odoo.tools import SQL


def is_among(record, fname, user):
    """Tell whether a user is in a stored many2many of a record: a pool may have a thousand."""
    return bool(record.env.execute_query(find_among(record, fname, user)))


def find_among(record, fname, user):
    """Return the query that finds a user in a stored many2many of a record, of none nobody."""
    field = record._fields[fname]
    return SQL(
        'SELECT FROM %s WHERE %s = %s AND %s = %s',
        SQL.identifier(field.relation),
        SQL.identifier(field.column1),
        record.id or None,
        SQL.identifier(field.column2, to_flush=field),
        user.id,
    )
