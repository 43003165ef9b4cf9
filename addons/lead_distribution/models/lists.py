"""Lists of a record that are mostly empty, asked for together."""

from odoo.tools import SQL


def has_rows(env, questions):
    """Return whether each of these queries finds rows, asked in one."""
    if not questions:
        return []
    questions = SQL(', ').join(SQL('EXISTS (%s)', question) for question in questions)
    [answers] = env.execute_query(SQL('SELECT %s', questions))
    return [*answers]


def remember_empty(env, lists, questions=()):
    """Spare reading those of these lists that are empty: one query tells which.

    :param lists: ``[(record, name of a stored one2many or many2many)]``; without a record none
    :param questions: other queries, asked with it
    :return: those that this query has found empty, and whether each of the others finds rows
    """
    lists = [(record, name) for record, name in lists if record and name not in record._cache]
    answers = has_rows(env, [*(_find_rows(*one) for one in lists), *questions])
    empty = [one for one, is_filled in zip(lists, answers, strict=False) if not is_filled]
    for record, name in empty:
        record._fields[name]._insert_cache(record, [()])
    return empty, answers[len(lists) :]


def _find_rows(record, name):
    field = record._fields[name]
    if field.type == 'many2many':
        table, column, flushed, model = field.relation, field.column1, field, SQL()
    else:
        comodel = record.env[field.comodel_name]
        table, column = comodel._table, field.inverse_name
        flushed = comodel._fields[column]
        model = _of_model(record, flushed)
    return SQL(
        'SELECT FROM %s WHERE %s = %s%s',
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
