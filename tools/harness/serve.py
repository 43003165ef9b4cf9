"""``make run`` and what goes with it: stop, clean, shell, check."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil

from ..check import SCRIPT
from . import (
    console,
    database,
    demo,
    environment,
    layout,
    odoo_run,
    odoo_source,
    postgres,
    process,
    templates,
)
from .cluster import Cluster
from .server import Server, alive
from .server import stop as stop_server
from .site import DEMO, Site
from .stages import alone

STATE = layout.HOME / 'server.json'


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
        site(server).prepare(db_name(), *DEMO)
        odoo = start(server)
    demo.box(server, odoo.db, odoo.url)
    if not os.environ.get('DETACH'):
        stay(odoo)


def start(server):
    with console.step("Starting Odoo"):
        log = process.log_file('server')
        workers = os.environ.get('WORKERS') or 0
        where = {'workers': workers, 'data_dir': data_dir(server)}
        odoo = Server(server, db_name(), log, environment.port(), **where)
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


def site(server):
    """Give the place where `make run` keeps its databases and their files."""
    return Site(server, data_dir(server), installer(server), stamp(), folders())


def stamp():
    return templates.addons_fingerprint()


def folders():
    return [*odoo_run.extra_addons(), *odoo_source.addons_paths(), layout.ADDONS]


def data_dir(server):
    """Give the folder of a server's files: two databases of one name must not share theirs."""
    chosen = os.environ.get('DATA_DIR')
    if chosen:
        return Path(chosen).expanduser().resolve()
    if isinstance(server, Cluster):
        return layout.DATA
    where = (server.connection['host'], server.connection['port'])
    return layout.DATA / f'server-{layout.fingerprint(*where)}'


def installer(server):
    def install(name, *arguments, demo=False):
        odoo_run.install(server, conf_of(server, name), *arguments, demo=demo)

    return install


def conf_of(server, name):
    return odoo_run.write_conf(name, data_dir=data_dir(server))


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
    """Remove all that was brought and made, databases of the private server included."""
    stop()
    drop_ours()
    shutil.rmtree(Cluster.home(), ignore_errors=True)
    for kind in ('run', 'test'):
        shutil.rmtree(f'/tmp/lead-{layout.IDENTITY}-{kind}', ignore_errors=True)
    shutil.rmtree(layout.HOME, ignore_errors=True)


def drop_ours():
    """Drop the templates and copies that we left on a server of somebody else's."""
    if not os.environ.get('PGHOST'):
        return
    server = postgres.server('test')
    for name in database.names(server):
        database.drop(server, name)


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
    if 'lead_qualification' not in database.installed(server, db_name()):
        raise console.Problem(f"The database {db_name()} has none of these addons to check.")
    return odoo_run.shell(server, conf, SCRIPT).returncode


def opened():
    server, name = postgres.server('run'), db_name()
    if not database.exists(server, name):
        raise console.Problem(f"There is no database {name}: run `make run DB={name}` first.")
    site(server).check(name)
    sys.stdout.flush()
    return server, conf_of(server, name)
