"""Glue addons join ours to an app: their tests run in a database that has the app."""

import re
import subprocess

import pytest

from tools.harness import addons, foreign, layout, odoo_source, suite, templates
from tools.harness.environment import free_port

RESULT = re.compile(r'(\d+) failed, (\d+) error\(s\) of (\d+) tests')
SKIPPED = re.compile(r'odoo\.addons\.\w+\.tests.*: skipped .*', re.IGNORECASE)


def test_glue_comes_with_its_apps_and_its_tests_pass(app_db, run_odoo, psql):
    db, names = app_db(*addons.apps()), addons.glue()
    states = dict(
        psql(db, 'SELECT name, state FROM ir_module_module WHERE name = ANY(%s)', [names])
    )
    assert states == dict.fromkeys(names, 'installed'), "Odoo did not install it by itself"
    try:
        port = f'--http-port={free_port()}'
        tags = ','.join(f'/{name}' for name in names)
        log = run_odoo(db, '-u', ','.join(names), f'--test-tags={tags}', port)
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stdout)
    failed, errors, _count = map(int, RESULT.findall(log)[-1])
    assert (failed, errors) == (0, 0), log
    idle = [name for name in names if f'odoo.addons.{name}.tests' not in log]
    assert not idle, f"No test of {idle} ran:\n{log}"
    assert not SKIPPED.findall(log), log


@pytest.mark.parametrize('name', addons.glue())
def test_what_glue_needs_is_odoos_or_fetched(name):
    paths = odoo_source.addons_paths()
    missing = [app for app in addons.apps_of(name) if not any((p / app).is_dir() for p in paths)]
    assert set(missing) <= set(foreign.names())


@pytest.fixture
def two_glues(tmp_path, monkeypatch):
    """Stand in for addons/: the main ones, glue to an app, and glue on top of that glue."""
    for name in layout.MODULES:
        write_manifest(tmp_path / name, depends=['crm'])
    write_manifest(tmp_path / 'lead_sale', depends=['lead_sla', 'sale_crm'], auto_install=True)
    triggers = ['lead_sale', 'survey']
    write_manifest(
        tmp_path / 'lead_more', depends=['lead_sale', 'survey', 'mail'], auto_install=triggers
    )
    (tmp_path / 'no_addon').mkdir()
    monkeypatch.setattr(layout, 'ADDONS', tmp_path)


def write_manifest(folder, **content):
    folder.mkdir()
    (folder / '__manifest__.py').write_text(repr(content))


def test_glue_is_every_other_addon(two_glues):
    assert addons.main() == list(layout.MODULES)
    assert addons.glue() == ['lead_more', 'lead_sale']
    assert addons.apps_of('lead_more') == ['mail', 'sale_crm', 'survey']
    assert addons.apps_of('lead_sale') == ['sale_crm']


def test_glue_is_due_once_its_apps_are_there(two_glues):
    assert addons.due([*layout.MODULES, 'survey']) == []
    assert addons.due([*layout.MODULES, 'sale_crm']) == ['lead_sale']
    assert addons.due([*layout.MODULES, 'sale_crm', 'lead_sale']) == []


def test_glue_decides_what_a_template_holds(two_glues):
    before = templates.addons_fingerprint()
    (layout.ADDONS / 'lead_sale' / 'models.py').write_text("")
    assert templates.addons_fingerprint() != before
    assert templates.addons_fingerprint(['survey']) != templates.addons_fingerprint()


def test_named_tests_of_glue_have_its_apps(two_glues):
    named = suite.apps_for([f'{layout.ADDONS}/lead_sale/tests/test_x.py::Class', '-k', 'sla'])
    assert named == ['sale_crm']
    assert suite.apps_for([f'{layout.ADDONS}/lead_sla/tests']) == []
