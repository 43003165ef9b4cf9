"""Many rows in one statement, where the ORM would take hours."""

from contextlib import contextmanager

from psycopg2.extensions import quote_ident

INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
      FROM pg_index
     WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def copy(env, record, size, own, facts=''):
    """Insert so many copies of a record.

    :param dict own: what differs from copy to copy, as SQL of its number ``n``
    :param facts: joins that name what several columns follow from
    """
    env.flush_all()
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [record._table]
    )
    same = [name for [name] in env.cr.fetchall() if name != 'id' and name not in own]
    same = ', '.join(quote_ident(name, env.cr._cnx) for name in same)
    env.cr.execute(
        f"""
        INSERT INTO {record._table} ({', '.join(own)}, {same})
        SELECT {', '.join(own.values())}, {same}
          FROM (SELECT * FROM {record._table} WHERE id = {record.id}) AS model,
               generate_series(1, {size}) AS n {facts}
        """
    )


@contextmanager
def without_indexes(env, *tables):
    """Build the indexes of these tables once they are filled; those for texts not at all.

    Nothing that is measured searches for a part of a text.
    """
    env.cr.execute(INDEXES, [list(tables)])
    indexes = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(f'DROP INDEX {name}')
    yield
    for _name, definition in indexes:
        if ' USING gin ' not in definition:
            env.cr.execute(definition)
    env.cr.commit()
    env.cr.execute('ANALYZE')
    env.cr.commit()
