"""The Python environment: a venv with exact versions, in which Odoo is found by a path file."""

import os
import shutil
import sys

from . import console, layout, odoo_source, packages, process

OLDEST, NEWEST = (3, 10), (3, 13)
UV = 'uv==0.13.9'
REQUIREMENTS = layout.TOOLS / 'requirements.txt'
# the lock is complete: what is not in it is not looked for
LOCKED = ('--require-hashes', '--no-deps', '-r', REQUIREMENTS)


def ensure():
    marker = layout.VENV / '.complete'
    wanted = layout.fingerprint(REQUIREMENTS.read_bytes(), sys.base_prefix, sys.version)
    if not marker.exists() or marker.read_text() != wanted or not layout.PYTHON.exists():
        marker.unlink(missing_ok=True)
        create()
        install()
        marker.write_text(wanted)
    find_odoo()


def create():
    with console.step("Making the Python environment"):
        shutil.rmtree(layout.VENV, ignore_errors=True)
        process.run(
            [sys.executable, '-m', 'venv', '--without-pip', layout.VENV],
            'venv',
            "Python could not make a venv: install its venv module (Debian: apt-get install"
            " python3-venv).",
        )


def install():
    with console.step("Installing the Python packages"):
        what = "The Python packages could not be installed"
        pip = [sys.executable, '-m', 'pip', '--python', layout.PYTHON, 'install']
        try:
            packages.fetch([*pip, '--quiet', UV], 'pip', what)
            uv = [layout.VENV / 'bin' / 'uv', 'pip', 'install', '--python', layout.PYTHON]
            packages.fetch([*uv, *LOCKED], 'uv', what, env=uv_env())
        except console.Problem:
            packages.fetch([*pip, *LOCKED], 'pip', what)


def uv_env():
    """Have uv trust whom the system trusts, as pip does: a company's own certificate is there."""
    return {'UV_SYSTEM_CERTS': '1', **os.environ, 'UV_LINK_MODE': 'copy', 'UV_NO_CONFIG': '1'}


def find_odoo():
    """Let every Python of the venv import odoo, be it pytest, an editor or the launcher."""
    version = f'python{sys.version_info[0]}.{sys.version_info[1]}'
    path_file = layout.VENV / 'lib' / version / 'site-packages' / 'odoo-root.pth'
    text = f'{odoo_source.root()}\n'
    if not path_file.exists() or path_file.read_text() != text:
        path_file.write_text(text)
