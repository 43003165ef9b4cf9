"""What the machine must offer before anything is brought to it."""

import os
import shutil
import socket

from . import layout
from .console import Problem

GIB = 1024**3
DISK_TO_FILL = 3 * GIB
DISK_TO_RUN = GIB // 2


def check_disk():
    """Ask for room to bring everything the first time, and for a little room later."""
    folder = next(path for path in (layout.HOME, *layout.HOME.parents) if path.exists())
    needed = DISK_TO_RUN if (layout.VENV / '.complete').exists() else DISK_TO_FILL
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Problem(
            f"{folder} has {free / GIB:.1f} GB free but {needed / GIB:.1f} GB are needed: free"
            " some space, or set LEAD_HOME to a folder on a larger disk."
        )


def check_home():
    """Refuse a folder that holds other things: `make clean` removes it whole."""
    known = ('identity', 'bootstrap.lock')
    if layout.HOME == layout.ROOT / '.odoo' or not layout.HOME.is_dir():
        return
    if any(layout.HOME.iterdir()) and not any((layout.HOME / name).exists() for name in known):
        raise Problem(
            f"LEAD_HOME={layout.HOME} holds other things: name a folder of its own, for instance"
            f" {layout.HOME / 'lead'}."
        )


def check_writable():
    try:
        layout.HOME.mkdir(parents=True, exist_ok=True)
        layout.token()
        (layout.HOME / 'identity').touch()
    except OSError as error:
        raise Problem(
            f"{layout.HOME} cannot be written ({error.strerror}): give yourself the right to,"
            " or set LEAD_HOME to a folder of yours."
        ) from None


def check_port(port):
    """Refuse a port that another program listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface(), port))
        except OSError:
            raise Problem(
                f"Port {port} is taken by another program: stop that program, or choose another"
                f" port with `make run ODOO_PORT={port + 1}`."
            ) from None


def port():
    text = os.environ.get('ODOO_PORT') or '8069'
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"ODOO_PORT={text} is no port: set a number such as 8070.")
    return int(text)


def interface():
    return os.environ.get('ODOO_HTTP_INTERFACE') or '127.0.0.1'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def for_children(server, **extra):
    """Give the environment for every program that the harness starts: one database server."""
    env = {name: value for name, value in os.environ.items() if name not in SHADOWED}
    env['PATH'] = os.pathsep.join(
        [str(layout.BIN), str(layout.VENV / 'bin'), env.get('PATH', os.defpath)]
    )
    env.update(server.environment, TZ='UTC', LEAD_HOME=str(layout.HOME), **extra)
    return env


SHADOWED = {
    *('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE', 'PGSERVICE', 'PGHOSTADDR'),
    *(
        'ODOO_RC',
        'ODOO_DATA_DIR',
        'ODOO_ADDONS_PATH',
        'OPENERP_SERVER',
        'PYTHONPATH',
        'PYTHONDONTWRITEBYTECODE',
    ),
    *('MAKEFLAGS', 'MAKELEVEL', 'MFLAGS'),
}
