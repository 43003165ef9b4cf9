"""``make test`` and ``make bench``: pytest, tours and JS tests on a copy of a template."""

import os
import shlex
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psutil

from . import (
    addons,
    browser,
    console,
    database,
    environment,
    layout,
    odoo_run,
    postgres,
    process,
    templates,
)

NEIGHBOURS = (
    *('sale_management', 'stock', 'account', 'website', 'project', 'hr', 'hr_holidays', 'survey'),
    *('event', 'point_of_sale', 'mass_mailing', 'base_automation'),
)


def setup():
    """Bring everything that the other commands need."""
    browser.ensure()
    templates.ours(postgres.server('test'))
    console.say("All is set up: `make run` or `make test`.")


def test():
    """Run every test, or those that ARGS names."""
    arguments = shlex.split(os.environ.get('ARGS', ''))
    named = any(Path(argument.split('::')[0]).exists() for argument in arguments)
    paths = [] if named else [*side_by_side(), 'addons', 'tests']
    browser.ensure()
    server = postgres.server('test')
    template = templates.ours(server, apps_for(arguments))
    with working_copy(server, template, 'test') as name:
        log = process.log_file('test')
        code = run_pytest(server, template, name, log, [*paths, *arguments])
    finish(log, code)
    return code


def apps_for(arguments):
    """Name the apps that the named tests of glue need: they run in a database that has them."""
    paths = [Path(argument.split('::')[0]).resolve() for argument in arguments]
    named = [name for name in addons.glue() for path in paths if is_in(path, layout.ADDONS / name)]
    return sorted({app for name in named for app in addons.apps_of(name)})


def is_in(path, folder):
    return folder in (path, *path.parents)


def neighbours():
    """Compare what other apps do with our addons and without: all, or those that ARGS names."""
    os.environ['LEAD_NEIGHBOURS'] = os.environ.get('ARGS') or ' '.join(NEIGHBOURS)
    os.environ['ARGS'] = 'tests/test_neighbours.py'
    return test()


def side_by_side():
    """Have a whole run use two processors: pytest-odoo gives each worker a database of its own."""
    return ['--numprocesses=2', '--dist=loadfile'] if (os.cpu_count() or 1) > 1 else []


def finish(log, code):
    if code:
        console.say(f"All output: {log}  Odoo's log: {odoo_log(log)}")
    else:
        odoo_log(log).unlink(missing_ok=True)


def odoo_log(log):
    return log.with_suffix('.odoo')


@contextmanager
def working_copy(server, template, kind):
    """Give a database of this very run, and drop it and what dead runs left behind."""
    for left in database.names(server, f'{database.PREFIX}{kind}_'):
        if not psutil.pid_exists(int(left.rsplit('_', 1)[1].split('-')[0])):
            database.drop(server, left)
    name = f'{database.PREFIX}{kind}_{os.getpid()}'
    database.copy(server, template, name)
    try:
        yield name
    finally:
        for copy in database.names(server, name):
            database.drop(server, copy)


def run_pytest(server, template, name, log, arguments, *plugins):
    conf = odoo_run.write_conf(name, logfile=odoo_log(log))
    names = {
        'LEAD_TEMPLATE': template,
        'LEAD_BASE': templates.base_name(),
        'LEAD_ADDONS': ','.join(database.installed(server, template)),
    }
    return tee(
        [
            *(layout.PYTHON, '-m', 'pytest', '-c', 'pyproject.toml', '--rootdir', '.'),
            *('--odoo-http', '--odoo-log-level=info', *plugins, *arguments),
            *(['--color=yes'] if sys.stdout.isatty() else []),
        ],
        log,
        env=environment.for_children(server, ODOO_RC=str(conf), **names),
        cwd=layout.ROOT,
    )


def tee(command, log, **options):
    """Show a command's output and keep it in a file as well."""
    child = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **options,
    )
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    with child, log.open('wb') as file:
        for block in iter(lambda: child.stdout.read1(1 << 16), b''):
            sys.stdout.buffer.write(block)
            sys.stdout.buffer.flush()
            file.write(block)
    signal.signal(signal.SIGINT, before)
    return child.returncode


def bench():
    """Run the benchmarks with the environment that the tests have."""
    server = postgres.server('test')
    template = templates.ours(server)
    with working_copy(server, template, 'bench') as name:
        conf = odoo_run.write_conf(name)
        env = environment.for_children(
            server, ODOO_RC=str(conf), LEAD_TEMPLATE=template, LEAD_DB=name
        )
        arguments = shlex.split(os.environ.get('ARGS', ''))
        done = subprocess.run(
            [str(layout.PYTHON), '-m', 'benchmarks', *arguments], env=env, cwd=layout.ROOT
        )
    return done.returncode
