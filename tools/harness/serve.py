"""``make run`` and what goes with it: stop, clean, shell, check."""

import json
import os
import shutil
import subprocess
import sys
import time

import psutil

from ..check import SCRIPT
from . import (
    addons,
    console,
    database,
    demo,
    environment,
    layout,
    odoo_run,
    postgres,
    process,
    templates,
)
from .cluster import Cluster
from .server import Server, alive
from .server import stop as stop_server
from .stages import alone

STATE = layout.HOME / 'server.json'
KNOWN = 'lead_harness.addons'
DEMO = ('--with-demo', '--load-language=en_US,ar_001')


def db_name():
    return os.environ.get('DB') or 'leads'


def run():
    """Start Odoo, wait until it answers, say where, and stay until Ctrl-C."""
    if running():
        console.say("Odoo runs already; `make stop` stops it.")
        return demo.box(postgres.server('run'), running()['db'], running()['url'])
    environment.check_port(environment.port())
    server = postgres.server('run')
    with alone('run'):
        prepare(server, db_name())
        odoo = start(server)
    demo.box(server, odoo.db, odoo.url)
    if not os.environ.get('DETACH'):
        stay(odoo)


def start(server):
    with console.step("Starting Odoo"):
        log = process.log_file('server')
        workers = os.environ.get('WORKERS') or 0
        odoo = Server(server, db_name(), log, environment.port(), workers=workers)
        state = {'pid': odoo.pid, 'url': odoo.url, 'db': odoo.db, 'log': str(log)}
        STATE.write_text(json.dumps(state))
        odoo.wait()
        # what the installation left to do is done at once, as Odoo itself wakes its cron workers;
        # otherwise a newcomer finds the pools empty for the first minute
        database.query(server, 'postgres', "SELECT pg_notify('cron_trigger', %s)", [odoo.db])
    return odoo


def stay(odoo):
    console.say(f"Ctrl-C stops it. Its log: {odoo.log}")
    try:
        while alive(odoo.pid):
            time.sleep(1)
        raise console.Problem(f"Odoo has ended by itself: read {odoo.log}.")
    except KeyboardInterrupt:
        console.say('')
        stop()


def running():
    """Give what is noted about our server, if that server is still there."""
    if not STATE.exists():
        return None
    state = json.loads(STATE.read_text())
    try:
        ours = str(layout.LAUNCHER) in psutil.Process(state['pid']).cmdline()
    except psutil.Error:
        ours = False
    if not ours:
        STATE.unlink(missing_ok=True)
    return state if ours else None


def prepare(server, name):
    """Install the addons in the database, or bring an older database up to date.

    A note on disk says which database is being made: one that is found half made is made again.
    """
    half_made = layout.HOME / f'making-{name}'
    if half_made.exists():
        database.drop(server, name)
        shutil.rmtree(layout.DATA / 'filestore' / name, ignore_errors=True)
    conf = odoo_run.write_conf(name)
    if not database.exists(server, name):
        half_made.touch()
        with console.step(f"Installing the addons and demo data in database {name}"):
            odoo_run.install(server, conf, '-i', wanted(), *DEMO)
        remember(server, name)
    elif remembered(server, name) != templates.addons_fingerprint():
        with console.step(f"Updating the addons in database {name}"):
            odoo_run.install(server, conf, '-i', wanted(), '-u', wanted())
        remember(server, name)
    half_made.unlink(missing_ok=True)


def wanted():
    return ','.join(addons.main() or ['crm'])


def remember(server, name):
    database.query(
        server,
        name,
        'INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)'
        ' ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [KNOWN, templates.addons_fingerprint()],
    )


def remembered(server, name):
    rows = database.query(
        server, name, 'SELECT value FROM ir_config_parameter WHERE key = %s', [KNOWN]
    )
    return rows and rows[0][0]


def stop():
    """Stop our server and our clusters."""
    state = running()
    if state:
        with console.step("Stopping Odoo"):
            stop_server(state['pid'])
            STATE.unlink(missing_ok=True)
    if (Cluster.home()).exists():
        binaries = postgres.binaries()
        for kind in ('run', 'test'):
            Cluster(kind, binaries).stop()


def clean():
    """Remove all that was brought and made, databases included."""
    stop()
    shutil.rmtree(Cluster.home(), ignore_errors=True)
    for kind in ('run', 'test'):
        shutil.rmtree(f'/tmp/lead-{layout.IDENTITY}-{kind}', ignore_errors=True)
    shutil.rmtree(layout.HOME, ignore_errors=True)


def shell():
    """Open ``odoo shell`` on a database, or run the script that standard input holds."""
    server, conf = opened()
    done = subprocess.run(
        odoo_run.command(conf, 'shell', '--no-http', '--log-level=warn'),
        env=environment.for_children(server),
        cwd=layout.ROOT,
    )
    return done.returncode


def check():
    """Run the invariants of tools/check on a database; its exit code is ours."""
    server, conf = opened()
    return odoo_run.shell(server, conf, SCRIPT).returncode


def opened():
    server, name = postgres.server('run'), db_name()
    if not database.exists(server, name):
        raise console.Problem(f"There is no database {name}: run `make run DB={name}` first.")
    sys.stdout.flush()
    return server, odoo_run.write_conf(name)
