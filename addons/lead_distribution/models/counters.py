from odoo.tools import SQL


def lock_counters(records, names):
    """Wait until no other transaction changes these counters, and read them anew."""
    if not records:
        return
    records.env.execute_query(
        SQL(
            "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
            SQL.identifier(records._table),
            tuple(records.ids),
        )
    )
    records.invalidate_recordset(names)
