"""Rows of logs, written by the thousand."""

import json

from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

FEW = 10  # rows that PostgreSQL reads faster one by one than as one document
FEW_ROWS = """
    INSERT INTO %(table)s (create_uid, write_uid, create_date, write_date, %(columns)s)
    VALUES %(rows)s
 RETURNING id
"""
MANY_ROWS = """
    INSERT INTO %(table)s (create_uid, write_uid, create_date, write_date, %(columns)s)
    SELECT %(uid)s, %(uid)s, %(now)s, %(now)s, %(columns)s
      FROM json_populate_recordset(NULL::%(table)s, %(rows)s)
 RETURNING id
"""


def insert_rows(model, vals_list):
    """Insert rows of a log in one statement and return them, in order.

    This is for rows that nothing computes from, that nobody extends the creation of, and whose
    values are complete: what ``vals_list`` leaves out stays empty.

    :param model: an empty recordset of the model, as a user who may write it
    :param vals_list: dicts of columns; ids for many2one, no commands
    """
    if not vals_list:
        return model
    rows = [
        {
            name: value
            for name, value in vals.items()
            if value is not False or model._fields[name].type == 'boolean'
        }
        for vals in vals_list
    ]
    names = sorted(set().union(*rows))
    insert = FEW_ROWS if len(rows) <= FEW else MANY_ROWS
    inserted = model.env.execute_query(
        SQL(
            insert,
            table=SQL.identifier(model._table),
            columns=SQL(', ').join(SQL.identifier(name) for name in names),
            uid=model.env.uid,
            now=model.env.cr.now(),
            rows=_values(model, names, rows) if insert is FEW_ROWS else _json(rows),
        )
    )
    records = model.browse(row_id for [row_id] in inserted)
    if len(records) == 1:
        _remember(records, vals_list[0])
    return records


def _values(model, names, rows):
    """Return the rows as PostgreSQL's lists: psycopg writes a tuple like one."""
    uid, now = model.env.uid, model.env.cr.now()
    return SQL(', ').join(
        SQL('%s', (uid, uid, now, now, *(_value(row.get(name)) for name in names))) for row in rows
    )


def _value(value):
    return _json(value) if isinstance(value, list | dict) else value


def _json(value):
    return json.dumps(value, default=str)


def _remember(record, vals):
    """Spare reading the one row back; many are read in one query, which is quicker than this."""
    for name, field in record._fields.items():
        if field.store and field.column_type and name not in MAGIC_COLUMNS:
            value = field.convert_to_cache(vals.get(name, False), record, validate=False)
            field._insert_cache(record, [value])
