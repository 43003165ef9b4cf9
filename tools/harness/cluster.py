"""A private PostgreSQL cluster: no service, no rights, no network, found by a socket file."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

import psycopg2

from . import console, layout, process

FAST = ('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
SETTINGS = {'run': (), 'test': FAST}
ROLE = 'odoo'


def account():
    """Name the user to run the server as: PostgreSQL refuses root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    for name in ('postgres', 'nobody'):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise console.Problem("PostgreSQL refuses root: create a user named postgres.")


def as_account():
    """Give the subprocess options that switch to that user."""
    if os.getuid():
        return {}
    user = account()
    return {'user': user.pw_uid, 'group': user.pw_gid, 'extra_groups': [], 'cwd': '/'}


class Cluster:
    def __init__(self, kind, binaries):
        self.kind = kind
        self.binaries = binaries
        self.folder = self.home() / kind
        self.socket = Path('/tmp') / f'lead-{layout.IDENTITY}-{kind}'
        self.environment = {'PGHOST': str(self.socket), 'PGPORT': '5432', 'PGUSER': ROLE}
        self.connection = {'host': str(self.socket), 'port': 5432, 'user': ROLE}

    @staticmethod
    def home():
        """Give a folder that the server's user reaches, which a checkout of root's may not be."""
        folder = layout.HOME / 'postgres'
        if not reachable(layout.HOME):
            folder = Path('/var/tmp') / f'lead-{layout.IDENTITY}'
        folder.mkdir(parents=True, exist_ok=True)
        if os.stat(folder).st_uid != os.getuid():
            raise console.Problem(f"{folder} belongs to another user: remove it.")
        return folder

    def start(self):
        if self.answers():
            return
        if not (self.folder / 'PG_VERSION').exists():
            self.create()
        self.check_version()
        self.stop()
        self.make_socket_folder()
        with console.step(f"Starting PostgreSQL ({self.kind})"):
            self.control(
                'start',
                *('-l', self.folder / 'server.log', '-w', '-t', '60'),
                *('-o', self.options()),
            )

    def options(self):
        settings = ('listen_addresses=', 'max_connections=200', *SETTINGS[self.kind])
        return f'-k {self.socket} ' + ' '.join(f'-c {setting}' for setting in settings)

    def stop(self):
        if (self.folder / 'postmaster.pid').exists() and self.control('status', check=False) == 0:
            self.control('stop', '-m', 'fast')

    def answers(self):
        try:
            psycopg2.connect(dbname='postgres', **self.connection).close()
        except psycopg2.OperationalError:
            return False
        return True

    def create(self):
        with console.step(f"Making a PostgreSQL cluster ({self.kind})"):
            folder = layout.scratch(self.folder)
            shutil.chown(folder, account().pw_uid, account().pw_gid)
            folder.chmod(0o700)
            process.run(
                [
                    *(self.binaries / 'initdb', '-D', folder, '-U', ROLE, '-A', 'trust'),
                    *('-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'),
                ],
                'initdb',
                "PostgreSQL could not make its data folder: free some disk space and run again.",
                **as_account(),
            )
            layout.put_in_place(folder, self.folder)

    def check_version(self):
        made = (self.folder / 'PG_VERSION').read_text().strip()
        here = process.output([self.binaries / 'pg_ctl', '--version']).split()
        if made in [word.split('.')[0] for word in here]:
            return
        if self.kind == 'test':
            shutil.rmtree(self.folder)
            self.create()
            return
        raise console.Problem(
            f"The databases in {self.folder} were made by PostgreSQL {made}, which this machine no"
            " longer has: install it, or run `make clean` to start over without them."
        )

    def make_socket_folder(self):
        self.socket.mkdir(mode=0o700, exist_ok=True)
        found = os.lstat(self.socket)
        if self.socket.is_symlink() or found.st_uid not in (os.getuid(), account().pw_uid):
            raise console.Problem(f"{self.socket} belongs to another user: remove it.")
        os.chown(self.socket, account().pw_uid, account().pw_gid)

    def control(self, action, *options, check=True):
        command = [self.binaries / 'pg_ctl', action, '-D', self.folder, *options]
        if not check:
            quiet = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
            return subprocess.run(
                [str(part) for part in command], **quiet, **as_account()
            ).returncode
        advice = f"PostgreSQL could not {action}: read {self.folder / 'server.log'}."
        return process.run(command, 'postgres', advice, **as_account())


def reachable(folder):
    """Tell whether the server's user may enter ``folder``."""
    if os.getuid():
        return True
    probe = subprocess.run(['test', '-x', str(folder)], **as_account())
    return probe.returncode == 0
