"""Odoo's own command line, on one server and one database."""

import configparser
import subprocess
from itertools import takewhile

from . import addons, environment, layout, odoo_source, process

SHARED = layout.ROOT / 'odoo.conf'


def write_conf(name, **options):
    """Write a configuration for one database: the shared odoo.conf with this machine's paths."""
    conf = configparser.RawConfigParser()
    conf.read(SHARED)
    paths = [str(path) for path in odoo_source.addons_paths()]
    conf['options'].update(
        addons_path=','.join([*paths, str(layout.ADDONS)] if addons.main() else paths),
        data_dir=str(layout.DATA),
        http_interface=environment.interface(),
        db_name=name,
        **{key: str(value) for key, value in options.items()},
    )
    layout.CONF.mkdir(parents=True, exist_ok=True)
    path = layout.CONF / f'{name}.conf'
    with path.open('w') as file:
        conf.write(file)
    return path


def command(conf, *arguments):
    """Give the command line; a subcommand, with what it works on, goes before the options."""
    subcommand = list(takewhile(lambda part: not part.startswith('-'), arguments))
    options = arguments[len(subcommand) :]
    return [
        str(part) for part in (layout.PYTHON, layout.LAUNCHER, *subcommand, '-c', conf, *options)
    ]


def install(server, conf, *arguments):
    """Run Odoo until it has installed what it is asked to, and no longer."""
    process.run(
        command(conf, *arguments, '--stop-after-init', '--no-http', '--log-level=info'),
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
