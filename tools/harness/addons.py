"""Our addons: those installed by name, and glue that Odoo installs by itself beside an app."""

import ast
from itertools import takewhile

from . import layout

# apps that tests look at our addons beside, besides those that our glue joins to
BESIDE = ('base_automation', 'crm_livechat', 'crm_mail_plugin', 'event_crm', 'website_crm')


def main():
    """Name the addons that are installed by name, in the order in which they build."""
    return list(takewhile(is_addon, layout.MODULES))


def glue():
    """Name the other addons of ours, each of which joins the main ones to an app."""
    names = [path.name for path in layout.ADDONS.iterdir() if is_addon(path.name)]
    return sorted(set(names) - set(layout.MODULES))


def ours():
    return [*main(), *glue()]


def is_addon(name):
    return (layout.ADDONS / name / '__manifest__.py').is_file()


def manifest(name):
    return ast.literal_eval((layout.ADDONS / name / '__manifest__.py').read_text())


def apps_of(name):
    """Name what an addon needs beside ours."""
    apps = set()
    for needed in manifest(name)['depends']:
        apps.update(apps_of(needed) if needed in glue() else {needed} - set(layout.MODULES))
    return sorted(apps)


def apps():
    """Name all apps that tests need: one database with them serves all glue."""
    return sorted({*BESIDE, *(app for name in glue() for app in apps_of(name))})


def due(installed):
    """Name the glue that a database lacks although it has the apps: Odoo looks only at new apps."""
    return [name for name in glue() if name not in installed and is_due(name, installed)]


def is_due(name, installed):
    """Tell whether all that pulls it in is there; glue on top of glue follows the latter."""
    triggers = manifest(name).get('auto_install') or [name]
    triggers = manifest(name)['depends'] if triggers is True else triggers
    return set(installed).issuperset(triggers)


def contents():
    """List all of our addons that an installed one would show in the database."""
    for name in ours():
        for path in sorted((layout.ADDONS / name).rglob('*')):
            if path.is_file() and matters(path):
                yield from (path.relative_to(layout.ADDONS), path.read_bytes())


def matters(path):
    inside = path.relative_to(layout.ADDONS).parts[1:]
    return not {'tests', '__pycache__'} & set(inside[:-1]) and path.suffix not in ('.md', '.pyc')
