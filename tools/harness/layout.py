"""Where everything is: the checkout, and the folder that the harness fills."""

import hashlib
import os
import platform
import secrets
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get('LEAD_HOME') or ROOT / '.odoo').resolve()
IDENTITY = hashlib.sha256(f'{HOME}{os.getuid()}'.encode()).hexdigest()[:8]

TOOLS = ROOT / 'tools'
ADDONS = ROOT / 'addons'
VENV = HOME / 'venv'
PYTHON = VENV / 'bin' / 'python'
BIN = HOME / 'bin'
LOGS = HOME / 'logs'
DATA = HOME / 'data'
CONF = HOME / 'conf'
LAUNCHER = TOOLS / 'bin' / 'odoo'

# installed by name and in this order; whatever else is in addons/ is glue, see addons.py
MODULES = ('lead_qualification', 'lead_distribution', 'lead_sla')


def fingerprint(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part if isinstance(part, bytes) else str(part).encode())
        digest.update(b'\0')
    return digest.hexdigest()[:12]


def token():
    """Tell this folder, on this machine, from every other: what bears it on a server is ours."""
    path = HOME / 'identity'
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        new = HOME / f'.identity.{os.getpid()}'
        new.write_text(secrets.token_hex(8))
        new.rename(path)
    return fingerprint(IDENTITY, path.read_text(), platform.node())[:8]


def scratch(target):
    """Give an empty folder beside ``target``, to be renamed to it once it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for stale in target.parent.glob(f'{target.name}.new-*'):
        shutil.rmtree(stale, ignore_errors=True)
    folder = target.with_name(f'{target.name}.new-{os.getpid()}')
    folder.mkdir()
    return folder


def put_in_place(folder, target):
    if target.exists():
        shutil.rmtree(target)
    folder.rename(target)


def write_script(name, text):
    BIN.mkdir(parents=True, exist_ok=True)
    new = BIN / f'.{name}.{os.getpid()}'
    new.write_text(text)
    new.chmod(0o755)
    new.rename(BIN / name)
