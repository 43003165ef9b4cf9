"""Rows of logs, written by the thousand."""

import json

from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL


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
    inserted = model.env.execute_query(
        SQL(
            """INSERT INTO %(table)s (%(columns)s, create_uid, write_uid, create_date, write_date)
               SELECT %(columns)s, %(uid)s, %(uid)s, %(now)s, %(now)s
                 FROM json_populate_recordset(NULL::%(table)s, %(rows)s)
            RETURNING id""",
            table=SQL.identifier(model._table),
            columns=SQL(', ').join(SQL.identifier(name) for name in names),
            uid=model.env.uid,
            now=model.env.cr.now(),
            rows=json.dumps(rows, default=str),
        )
    )
    records = model.browse(row_id for [row_id] in inserted)
    if len(records) == 1:
        _remember(records, vals_list[0])
    return records


def _remember(record, vals):
    """Spare reading the one row back; many are read in one query, which is quicker than this."""
    columns = {
        name: vals.get(name, False)
        for name, field in record._fields.items()
        if field.store and field.column_type and name not in MAGIC_COLUMNS
    }
    record._update_cache(columns, validate=False)
