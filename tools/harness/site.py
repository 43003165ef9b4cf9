"""A database with our addons as they are now: made, brought up to date, or taken over."""

import os
import shutil
from pathlib import Path

import psycopg2

from . import addons, console, database

KNOWN = 'lead_harness.addons'
ADOPTED = 'lead_harness.adopted'
MAKING = f'{database.PREFIX}new'
DEMO = ('--with-demo', '--load-language=en_US,ar_001')


class Site:
    """A database server, the folder with its files, and how Odoo is run on it.

    ``install(name, *arguments, demo=False)`` runs Odoo to its end, ``stamp`` tells the addons of
    today from others, ``folders`` hold the code of modules.
    """

    def __init__(self, server, data, install, stamp, folders):
        self.server = server
        self.files = Path(data) / 'filestore'
        self.install = install
        self.stamp = stamp
        self.folders = folders

    def prepare(self, name, *options):
        """Make the database with these options, or bring one that is there up to date."""
        if not database.exists(self.server, name):
            return self.make(name, *options)
        self.check(name)
        known = self.known(name)
        if known is None:
            self.adopt(name)
        elif known != self.stamp:
            with console.step(f"Updating the addons in database {name}"):
                self.update(name, demo=is_trial(self.server, name))

    def make(self, name, *options):
        """Make it under a name of ours: what bears its own name is complete, or is not ours."""
        with console.step(f"Installing the addons in a new database {name}"):
            database.drop(self.server, MAKING)
            shutil.rmtree(self.files / MAKING, ignore_errors=True)
            self.install(MAKING, '-i', wanted(), *options, demo=True)
            self.remember(MAKING, KNOWN, self.stamp)
            if (self.files / MAKING).exists():
                shutil.copytree(self.files / MAKING, self.files / name, dirs_exist_ok=True)
            database.rename(self.server, MAKING, name)
            shutil.rmtree(self.files / MAKING, ignore_errors=True)

    def adopt(self, name):
        """Install or update the addons in somebody's database, but only if told to."""
        if os.environ.get('ADOPT') != '1':
            there = set(addons.main()) & set(database.installed(self.server, name))
            what = "with these addons from elsewhere" if there else "without these addons"
            raise console.Problem(
                f"{name} is an Odoo database {what} that was not made here: stop its own server,"
                f" back it up and set ADOPT=1 (`make run DB={name} ADOPT=1`) to have them installed"
                " or updated there without demo data, or choose another DB."
            )
        self.check_modules(name)
        self.check_files(name)
        with console.step(f"Installing or updating the addons in database {name}"):
            self.remember(name, ADOPTED, '1')
            self.update(name, demo=False)

    def update(self, name, demo):
        self.check_modules(name)
        there = [*addons.main(), *database.installed(self.server, name)]
        new = ','.join([wanted(), *addons.due(there)])
        self.install(name, '-i', new, '-u', wanted(), demo=demo)
        self.remember(name, KNOWN, self.stamp)

    def check(self, name):
        """Say what a database is that Odoo 19 could not run on."""
        version = odoo_version(self.server, name)
        if not version:
            raise console.Problem(
                f"The database {name} is not one of Odoo's: choose another with DB=."
            )
        if not version.startswith('19.0.'):
            raise console.Problem(
                f"The database {name} is of Odoo {version.rsplit('.', 2)[0]}, and this is Odoo"
                " 19.0: choose another with DB=, or upgrade it first."
            )

    def check_modules(self, name):
        """Refuse to update a database whose other modules have no code here."""
        there = set(database.installed(self.server, name))
        missing = sorted(
            module
            for module in there
            if not any((folder / module / '__manifest__.py').exists() for folder in self.folders)
        )
        if missing:
            raise console.Problem(
                f"The database {name} has modules that are not here ({', '.join(missing[:5])}):"
                " name the folders that hold them in EXTRA_ADDONS."
            )

    def check_files(self, name):
        """Refuse a database whose attachments lie in another folder than ours."""
        stored = database.query(
            self.server,
            name,
            'SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL LIMIT 100',
        )
        if stored and not any((self.files / name / path).exists() for (path,) in stored):
            raise console.Problem(
                f"The files of database {name} are not in {self.files / name}: set"
                " DATA_DIR to the data_dir of its Odoo, the folder that holds filestore."
            )

    def known(self, name):
        """Give the stamp of the addons that we last installed there, or nothing."""
        return parameter(self.server, name, KNOWN)

    def remember(self, name, key, value):
        database.query(
            self.server,
            name,
            'INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)'
            ' ON CONFLICT (key) DO UPDATE SET value = excluded.value',
            [key, value],
        )


def wanted():
    return ','.join(addons.main() or ['crm'])


def is_trial(server, name):
    """Tell whether we made it with demo data, and not somebody who lets us use it."""
    rows = database.query(
        server, name, "SELECT demo FROM ir_module_module WHERE name = 'lead_qualification'"
    )
    return rows == [(True,)] and not parameter(server, name, ADOPTED)


def parameter(server, name, key):
    rows = database.query(
        server, name, 'SELECT value FROM ir_config_parameter WHERE key = %s', [key]
    )
    return rows[0][0] if rows else None


def odoo_version(server, name):
    """Give the version of Odoo that a database is of, or nothing."""
    try:
        rows = database.query(
            server, name, "SELECT latest_version FROM ir_module_module WHERE name = 'base'"
        )
    except psycopg2.Error:
        return None
    return rows[0][0] if rows else None
