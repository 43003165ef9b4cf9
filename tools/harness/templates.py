"""Template databases, of which every test run and every fixture takes a copy."""

import time

from . import console, database, layout, odoo_run, odoo_source
from .stages import alone

RECIPE = 1
KEPT = 3
LONG_UNUSED = 2 * 3600

PREPARE = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
"""


def addons_fingerprint():
    """Tell whether anything changed that an installed addon would show in the database."""
    parts = [RECIPE, *odoo_source.identity()]
    for name in layout.our_modules():
        for path in sorted((layout.ADDONS / name).rglob('*')):
            if path.is_file() and matters(path):
                parts += [path.relative_to(layout.ADDONS), path.read_bytes()]
    return layout.fingerprint(*parts)


def matters(path):
    inside = path.relative_to(layout.ADDONS).parts[1:]
    return not {'tests', '__pycache__'} & set(inside[:-1]) and path.suffix not in ('.md', '.pyc')


def base(server):
    """Give the template with crm alone."""
    with alone('templates'):
        return ensure(server, base_name(), install_crm)


def ours(server):
    """Give the template with crm and our addons."""
    if not layout.our_modules():
        return base(server)
    with alone('templates'):
        ensure(server, base_name(), install_crm)
        return ensure(server, f'{database.PREFIX}tmpl_{addons_fingerprint()}', install_ours)


def base_name():
    return f'{database.PREFIX}base_{layout.fingerprint(RECIPE, *odoo_source.identity())}'


def ensure(server, name, install):
    """Build under another name first: a template that is there is complete."""
    if not database.exists(server, name):
        making = f'{database.PREFIX}making'
        database.drop(server, making)
        install(server, making)
        database.rename(server, making, name)
    note_use(server, name)
    forget_unused(server)
    return name


def install_crm(server, making):
    with console.step("Installing crm in a template database"):
        conf = odoo_run.write_conf(making)
        odoo_run.install(server, conf, '-i', 'crm')


def install_ours(server, making):
    modules = layout.our_modules()
    with console.step(f"Installing {', '.join(modules)} in a template database"):
        database.copy(server, base_name(), making)
        conf = odoo_run.write_conf(making)
        odoo_run.install(server, conf, '-i', ','.join(modules))
        done = odoo_run.shell(server, conf, PREPARE, capture_output=True)
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
