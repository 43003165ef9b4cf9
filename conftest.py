"""Fixtures for tests that look at Odoo from outside: real databases, real server processes."""

import itertools
import os
import subprocess

import pytest

from tools.harness import addons, database, layout, odoo_run, process, templates
from tools.harness import environment as machine
from tools.harness.server import Server

pytest_plugins = ['tools.harness.pytest_plugin']
numbers = itertools.count()


def pytest_ignore_collect(collection_path):
    """Leave out the tests of glue whose apps this database does not have: test_glue runs them."""
    present = os.environ.get('LEAD_ADDONS', '').split(',')
    absent = [layout.ADDONS / name for name in addons.glue() if name not in present]
    return True if set(absent) & {collection_path, *collection_path.parents} else None


class DatabaseServer:
    """The database server that this test run uses."""

    environment = {
        name: os.environ[name]
        for name in ('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD')
        if name in os.environ
    }
    connection = {}


@pytest.fixture(scope='session')
def template_db():
    """Give the name of the template: crm and our addons, no demo data."""
    if 'LEAD_TEMPLATE' not in os.environ:
        pytest.fail("These tests need a template database: run them with `make test`.")
    return os.environ['LEAD_TEMPLATE']


@pytest.fixture
def fresh_db(template_db):
    """Give the name of a new database with our addons installed; it is dropped at the end."""
    name = new_name()
    database.copy(DatabaseServer, template_db, name)
    yield name
    database.drop(DatabaseServer, name)


@pytest.fixture
def bare_db(template_db):
    """Give the name of a new database with crm but without our addons."""
    name = new_name()
    database.copy(DatabaseServer, os.environ['LEAD_BASE'], name)
    yield name
    database.drop(DatabaseServer, name)


@pytest.fixture
def app_db(template_db):
    """Give a function that names a new database with further apps, dropped at the end.

    ``app_db('sale_management', 'base_automation')`` has them, our addons and the glue between
    them; with ``ours=False`` it has crm and the apps alone. The first call for a set of apps
    makes a template of it, which later runs take copies of.
    """
    made = []

    def make(*apps, ours=True):
        template = (templates.ours if ours else templates.base)(DatabaseServer, sorted(apps))
        made.append(new_name())
        database.copy(DatabaseServer, template, made[-1])
        return made[-1]

    yield make
    for name in made:
        database.drop(DatabaseServer, name)


def new_name():
    """Name a database so that the harness finds it, should this process die."""
    return f'{database.PREFIX}test_{os.getpid()}-{next(numbers)}'


@pytest.fixture
def odoo_server():
    """Give a function that starts a real Odoo server process and returns it once it answers.

    ``odoo_server(db, workers=0, port=None, **options)`` takes any option of odoo.conf. What it
    returns has ``url``, ``port``, ``gevent_port``, ``log`` (a path), ``pid``, ``stop()``. Several
    may run at a time, on one database or many; all are stopped at the end of the test.
    """
    started = []

    def start(db, workers=0, port=None, **options):
        log = process.log_file(f'server-{db}')
        server = Server(
            DatabaseServer, db, log, port or machine.free_port(), workers=workers, **options
        )
        started.append(server)
        return server.wait()

    yield start
    for server in started:
        server.stop()
        server.log.unlink(missing_ok=True)


@pytest.fixture
def run_shell():
    """Give a function that runs a script in ``odoo shell``, in a process of its own.

    ``run_shell(db, code)`` returns what the script prints; a script that fails or exits with
    another code than 0 raises ``subprocess.CalledProcessError`` with its ``stdout``, ``stderr``.
    """

    def run(db, code):
        conf = odoo_run.write_conf(db)
        done = odoo_run.shell(DatabaseServer, conf, code, capture_output=True)
        if done.returncode:
            print(done.stdout, done.stderr, sep='\n')
        done.check_returncode()
        return done.stdout

    return run


@pytest.fixture
def run_odoo():
    """Give a function that runs an Odoo command to its end: ``run_odoo(db, '-u', 'lead_sla')``.

    A server command stops after its work; a subcommand (``'module', 'uninstall', …``) as well.
    """

    def run(db, *arguments):
        conf = odoo_run.write_conf(db)
        once = ['--stop-after-init', '--no-http'] if arguments[0].startswith('-') else []
        return subprocess.run(
            odoo_run.command(conf, *arguments, *once),
            env=machine.for_children(DatabaseServer),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        ).stdout

    return run


@pytest.fixture
def psql():
    """Give a function that runs one SQL statement: ``psql(db, sql)`` returns a list of tuples."""

    def query(db, sql, parameters=None):
        return database.query(DatabaseServer, db, sql, parameters)

    return query
