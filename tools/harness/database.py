"""Databases, by name, on one server."""

from contextlib import contextmanager

import psycopg2
from psycopg2 import sql

from . import layout
from .console import Problem

PREFIX = f'lead_{layout.token()}_'


@contextmanager
def cursor(server, name='postgres'):
    """Open a cursor outside of any transaction."""
    link = psycopg2.connect(dbname=name, **server.connection)
    link.autocommit = True
    try:
        with link.cursor() as cr:
            yield cr
    finally:
        link.close()


def run(server, statement, *names):
    with cursor(server) as cr:
        cr.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def names(server, prefix=PREFIX):
    with cursor(server) as cr:
        cr.execute('SELECT datname FROM pg_database ORDER BY datname')
        return [name for (name,) in cr.fetchall() if name.startswith(prefix)]


def exists(server, name):
    return name in names(server, name)


def copy(server, template, name):
    """Make ``name`` a copy of ``template``, which takes a fraction of a second."""
    drop(server, name)
    disconnect(server, template)
    run(server, 'CREATE DATABASE {} TEMPLATE {}', name, template)


def drop(server, name):
    """Drop a database of ours: no other is ever dropped."""
    if not name.startswith(PREFIX):
        raise Problem(f"The database {name} was not made for this checkout and stays.")
    run(server, 'DROP DATABASE IF EXISTS {} WITH (FORCE)', name)


def rename(server, old, new):
    disconnect(server, old)
    run(server, 'ALTER DATABASE {} RENAME TO {}', old, new)


def disconnect(server, name):
    with cursor(server) as cr:
        cr.execute(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s', [name]
        )


def query(server, name, statement, parameters=None):
    with cursor(server, name) as cr:
        cr.execute(statement, parameters)
        return cr.fetchall() if cr.description else []


def installed(server, name):
    """Name the modules that an Odoo database has."""
    rows = query(server, name, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return [module for (module,) in rows]


class Named:
    """The server that the environment of this very process names."""

    connection = {}


def createdb(*arguments):
    """Stand in for PostgreSQL's own program, as pytest-odoo calls it: -T template name."""
    copy(Named, arguments[arguments.index('-T') + 1], arguments[-1])


def dropdb(*arguments):
    drop(Named, next(name for name in arguments if not name.startswith('-')))
