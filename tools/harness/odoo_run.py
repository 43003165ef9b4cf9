"""Odoo's own command line, on one server and one database."""

import configparser
import os
import re
import subprocess
from itertools import takewhile
from pathlib import Path

from . import addons, console, environment, foreign, layout, odoo_source, process

SHARED = layout.ROOT / 'odoo.conf'
ONCE = ('--stop-after-init', '--no-http', '--log-level=info')
WITHOUT_DEMO = layout.TOOLS / 'bin' / 'odoo_without_demo'


def write_conf(name, **options):
    """Write a configuration for one database: the shared odoo.conf with this machine's paths."""
    conf = configparser.RawConfigParser()
    conf.read(SHARED)
    paths = [*extra_addons(), *odoo_source.addons_paths(), *foreign.paths()]
    paths += [layout.ADDONS] if addons.main() else []
    given = {
        'addons_path': ','.join(map(str, paths)),
        'data_dir': layout.DATA,
        'http_interface': environment.interface(),
        'db_name': name,
        **options,
    }
    conf['options'].update({key: str(value) for key, value in given.items()})
    layout.CONF.mkdir(parents=True, exist_ok=True)
    path = layout.CONF / f'{name}.conf'
    with path.open('w') as file:
        conf.write(file)
    return path


def extra_addons():
    """Give the folders with further addons, a company's own, that EXTRA_ADDONS names."""
    named = filter(None, re.split('[:,]', os.environ.get('EXTRA_ADDONS', '')))
    folders = [Path(part.strip()).expanduser().resolve() for part in named]
    for folder in folders:
        if not next(folder.glob('*/__manifest__.py'), None):
            raise console.Problem(
                f"EXTRA_ADDONS={folder} holds no addons: name folders, with colons between them,"
                " whose subfolders are addons."
            )
    return folders


def command(conf, *arguments, launcher=layout.LAUNCHER):
    """Give the command line; a subcommand, with what it works on, goes before the options."""
    subcommand = list(takewhile(lambda part: not part.startswith('-'), arguments))
    options = arguments[len(subcommand) :]
    return [str(part) for part in (layout.PYTHON, launcher, *subcommand, '-c', conf, *options)]


def install(server, conf, *arguments, demo=True):
    """Run Odoo until it has installed what it is asked to, and no longer."""
    launcher = layout.LAUNCHER if demo else WITHOUT_DEMO
    process.run(
        command(conf, *arguments, *ONCE, launcher=launcher),
        'install',
        "Odoo could not install the addons: read the log.",
        env=environment.for_children(server),
        cwd=layout.ROOT,
    )


def shell(server, conf, code, **options):
    """Run a script in ``odoo shell``, as ``odoo shell < script`` does."""
    return subprocess.run(
        command(conf, 'shell', '--no-http', '--log-level=warn'),
        input=code,
        text=True,
        env=environment.for_children(server),
        cwd=layout.ROOT,
        **options,
    )
