"""Many rows in one statement, where the ORM would take hours."""

from contextlib import contextmanager

from psycopg2.extensions import quote_ident

INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
      FROM pg_index
     WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""

FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
      FROM pg_constraint
     WHERE conrelid = ANY(%s::regclass[]) AND contype = 'f'
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
def bare(env, *tables):
    """Fill these tables without their indexes and foreign keys, which are built afterwards.

    Indexes for parts of a text are not built at all: nothing that is measured searches for one.
    """
    env.cr.execute(INDEXES, [list(tables)])
    indexes = env.cr.fetchall()
    env.cr.execute(FOREIGN_KEYS, [list(tables)])
    keys = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(f'DROP INDEX {name}')
    for table, name, _definition in keys:
        env.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT {name}')
    yield
    env.cr.execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        if ' USING gin ' not in definition:
            env.cr.execute(definition)
    for table, name, definition in keys:
        env.cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID')
    env.cr.commit()
    vacuum(env)


def vacuum(env):
    """Do what autovacuum has done a minute after a load."""
    env.cr._cnx.autocommit = True  # VACUUM runs in no transaction
    env.cr.execute('VACUUM (ANALYZE)')
    env.cr._cnx.autocommit = False
