"""Template databases, of which every test run and every fixture takes a copy."""

import time

from . import addons, console, database, foreign, layout, odoo_run, odoo_source
from .stages import alone

RECIPE = 2
KEPT = 6
LONG_UNUSED = 2 * 3600

# a copy of a database has no files beside it
STORE = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env.cr.commit()
"""
BUNDLES = """
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
"""


def addons_fingerprint(apps=()):
    """Tell whether anything changed that an installed addon would show in the database."""
    return layout.fingerprint(RECIPE, *odoo_source.identity(), *apps, *addons.contents())


def base(server, apps=()):
    """Give the template with crm and these apps, without our addons."""
    with alone('templates'):
        return ensure_base(server, apps)


def ours(server, apps=()):
    """Give the template with crm, these apps, our addons, and the glue between them."""
    if not addons.main():
        return base(server, apps)
    with alone('templates'):
        ensure_base(server, apps)
        name = f'{database.PREFIX}tmpl_{addons_fingerprint(apps)}'
        return ensure(server, name, lambda making: install_ours(server, making, apps))


def base_name(apps=()):
    return f'{database.PREFIX}base_{layout.fingerprint(RECIPE, *odoo_source.identity(), *apps)}'


def ensure_base(server, apps):
    foreign.ensure(apps)
    return ensure(server, base_name(apps), lambda making: install_apps(server, making, apps))


def ensure(server, name, install):
    """Build under another name first: a template that is there is complete."""
    if not database.exists(server, name):
        making = f'{database.PREFIX}making'
        database.drop(server, making)
        install(making)
        database.rename(server, making, name)
    note_use(server, name)
    forget_unused(server)
    return name


def install_apps(server, making, apps):
    modules = ['crm', *apps]
    with console.step(f"Installing {', '.join(modules)} in a template database"):
        conf = odoo_run.write_conf(making)
        odoo_run.install(server, conf, '-i', ','.join(modules))
        prepare(server, conf, STORE)


def install_ours(server, making, apps):
    modules = addons.main()
    beside = f" beside {', '.join(apps)}" if apps else ""
    with console.step(f"Installing {', '.join(modules)}{beside} in a template database"):
        database.copy(server, base_name(apps), making)
        conf = odoo_run.write_conf(making)
        odoo_run.install(server, conf, '-i', ','.join(modules))
        prepare(server, conf, BUNDLES)


def prepare(server, conf, code):
    done = odoo_run.shell(server, conf, code, capture_output=True)
    if done.returncode:
        raise console.Problem(f"The template could not be prepared: {done.stderr[-2000:]}")


def note_use(server, name):
    database.run(server, f"COMMENT ON DATABASE {{}} IS '{int(time.time())}'", name)


def forget_unused(server):
    """Drop the templates of addons as they were, save the newest and those in use."""
    with database.cursor(server) as cr:
        cr.execute(
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '0') FROM pg_database"
            ' WHERE starts_with(datname, %s) OR starts_with(datname, %s)',
            [f'{database.PREFIX}tmpl_', f'{database.PREFIX}base_'],
        )
        newest_first = sorted(cr.fetchall(), key=lambda row: int(row[1]), reverse=True)
    for name, used in newest_first[KEPT:]:
        if time.time() - int(used) > LONG_UNUSED:
            database.drop(server, name)
