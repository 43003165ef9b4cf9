"""Lists of a record that are mostly empty, asked for together."""

from odoo.tools import SQL


def remember_empty(lists):
    """Spare reading those of these lists that are empty: one query tells which.

    :param lists: ``[(record, name of a stored one2many or many2many)]``; without a record none
    :return: those that this query has found empty
    """
    lists = [(record, name) for record, name in lists if record and name not in record._cache]
    if not lists:
        return []
    env = lists[0][0].env
    [filled] = env.execute_query(SQL('SELECT %s', SQL(', ').join(_has_rows(*one) for one in lists)))
    empty = [one for one, has_rows in zip(lists, filled, strict=True) if not has_rows]
    for record, name in empty:
        record._fields[name]._insert_cache(record, [()])
    return empty


def _has_rows(record, name):
    field = record._fields[name]
    if field.type == 'many2many':
        table, column, flushed, model = field.relation, field.column1, field, SQL()
    else:
        comodel = record.env[field.comodel_name]
        table, column = comodel._table, field.inverse_name
        flushed = comodel._fields[column]
        model = _of_model(record, flushed)
    return SQL(
        'EXISTS (SELECT FROM %s WHERE %s = %s%s)',
        SQL.identifier(table),
        SQL.identifier(column, to_flush=flushed),
        record.id,
        model,
    )


def _of_model(record, inverse):
    """Return the rest of the condition where rows point at records of any model."""
    if inverse.type != 'many2one_reference':
        return SQL()
    return SQL(' AND %s = %s', SQL.identifier(inverse.model_field), record._name)
