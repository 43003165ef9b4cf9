"""Addons of others, which only tests of our glue need: fetched as packages once a test does."""

import re

from . import console, layout, packages, python_env

REQUIREMENTS = layout.TOOLS / 'addons.txt'
PACKAGE = re.compile(r'^odoo-addon-(\w+)==', re.MULTILINE)


def names():
    return PACKAGE.findall(REQUIREMENTS.read_text())


def folder():
    return layout.HOME / f'addons-{layout.fingerprint(REQUIREMENTS.read_bytes())}'


def paths():
    """Give where the fetched addons are, if they have been."""
    return [folder() / 'odoo' / 'addons'] if folder().exists() else []


def ensure(apps):
    """Fetch the addons if one of these apps is among them."""
    if folder().exists() or not set(apps) & set(names()):
        return
    with console.step(f"Fetching {', '.join(names())}"):
        target = layout.scratch(folder())
        what = "The addons of tools/addons.txt could not be installed"
        # without what they depend on: a package would bring another Odoo
        options = ['--no-deps', '--require-hashes', '--target', target, '-r', REQUIREMENTS]
        uv = [layout.VENV / 'bin' / 'uv', 'pip', 'install', '--python', layout.PYTHON]
        packages.fetch([*uv, *options], 'uv', what, env=python_env.uv_env())
        layout.put_in_place(target, folder())
