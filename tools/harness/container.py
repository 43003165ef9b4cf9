"""Start Odoo in its container, once the database is there and as new as the addons.

``python3 -m tools.harness.container [option of Odoo ...]``. PGHOST, PGUSER and PGPASSWORD name the
server, DB the database, ODOO_RC the configuration; DEMO=1 makes a new database a trial,
ADMIN_PASSWORD gives its administrator another password than admin.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from . import addons, console, layout, odoo_run, postgres, site

SET_PASSWORD = """
import os
env.ref('base.user_admin').password = os.environ['ADMIN_PASSWORD']
env.cr.commit()
"""


def main(options):
    name, data = os.environ['DB'], os.environ['DATA_DIR']
    server = postgres.ExistingServer()
    server.start()
    stamp = layout.fingerprint(*addons.contents())
    demo = site.DEMO if os.environ.get('DEMO') == '1' else ()
    site.Site(server, data, install, stamp, folders()).prepare(name, *demo)
    command = odoo(name, f'--db-filter=^{name}$', *options)
    os.execv(command[0], command)


def odoo(name, *arguments, launcher=layout.LAUNCHER):
    subcommand = [part for part in arguments[:1] if not part.startswith('-')]
    options = arguments[len(subcommand) :]
    return [sys.executable, str(launcher), *subcommand, f'--database={name}', *options]


def install(name, *arguments, demo=False):
    """Run Odoo to its end; a new database gets its administrator's password before its name."""
    launcher = layout.LAUNCHER if demo else odoo_run.WITHOUT_DEMO
    work(odoo(name, *arguments, *odoo_run.ONCE, launcher=launcher))
    if name == site.MAKING and os.environ.get('ADMIN_PASSWORD'):
        work(odoo(name, 'shell', '--no-http'), input=SET_PASSWORD)


def work(command, **options):
    if subprocess.run(command, text=True, **options).returncode:
        raise console.Problem("Odoo could not install the addons: read what it said above.")


def folders():
    """Name the folders where modules are: Odoo's, ours, and those of the company."""
    package = Path(importlib.util.find_spec('odoo').submodule_search_locations[0])
    further = (package / 'addons', package.parent / 'addons', Path('/mnt/extra-addons'))
    return [layout.ADDONS, *odoo_run.extra_addons(), *further]


if __name__ == '__main__':
    try:
        main(sys.argv[1:])
    except console.Problem as problem:
        sys.exit(console.fail(problem))
