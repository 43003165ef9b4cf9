"""What the harness did not make it neither changes nor drops, unless it is told to."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.harness import console, database, environment, layout, site

ROOT = Path(__file__).resolve().parents[1]
SERVER = ('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD')


class Here:
    """The database server of this test run."""

    connection = {}


@pytest.fixture
def home(tmp_path):
    """Give another harness's folder, with all that this one has brought, and nothing made."""
    home = tmp_path / 'other'
    home.mkdir()
    for name in ('venv', 'odoo', 'npm'):
        if (layout.HOME / name).exists():
            (home / name).symlink_to(layout.HOME / name)
    (home / 'identity').write_text('other')
    return home


@pytest.fixture
def make(home):
    """Give a function that runs a command of that harness on the server of this test run."""

    def run(command, db, **variables):
        env = {name: value for name, value in os.environ.items() if name not in MADE_HERE}
        env.update(LEAD_HOME=str(home), DB=db, DETACH='1', **variables)
        env.setdefault('ODOO_PORT', str(environment.free_port()))
        return subprocess.run(
            [os.path.realpath(layout.PYTHON), '-B', '-m', 'tools.harness', command],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
        )

    yield run
    run('stop', '')


MADE_HERE = ('ODOO_RC', 'ODOO_PORT', 'EXTRA_ADDONS', 'DATA_DIR', 'ADOPT')


@pytest.fixture
def new_db():
    """Give the name of a database that is no Odoo."""
    name = f'{database.PREFIX}test_{os.getpid()}-none'
    database.run(Here, 'CREATE DATABASE {}', name)
    yield name
    database.drop(Here, name)


def modules(db, psql):
    return psql(db, "SELECT name, state, demo FROM ir_module_module WHERE name LIKE 'lead\\_%'")


def assert_says(done, *words):
    lines = done.stderr.splitlines()
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Error: ")
    for word in words:
        assert word in lines[0]


def test_run_leaves_an_odoo_of_others_alone(bare_db, make, psql):
    before = modules(bare_db, psql)
    assert_says(make('run', bare_db), "without these addons", f"make run DB={bare_db} ADOPT=1")
    assert modules(bare_db, psql) == before


def test_run_leaves_our_addons_of_others_alone(fresh_db, make):
    assert_says(make('run', fresh_db), "with these addons from elsewhere", "ADOPT=1")


def test_run_takes_a_database_over_when_told(bare_db, make, psql):
    psql(bare_db, "UPDATE ir_module_module SET demo = true WHERE state = 'installed'")
    psql(bare_db, "UPDATE ir_attachment SET store_fname = NULL")
    done = make('run', bare_db, ADOPT='1')
    assert not done.returncode, (done.stdout, done.stderr)
    assert "Odoo answers at http://localhost:" in done.stdout
    assert "password" not in done.stdout
    ours = [row for row in modules(bare_db, psql) if row[0] in layout.MODULES]
    assert sorted(ours) == [(name, 'installed', False) for name in sorted(layout.MODULES)]
    assert not psql(bare_db, "SELECT login FROM res_users WHERE login = 'sara'")
    assert psql(bare_db, 'SELECT value FROM ir_config_parameter WHERE key = %s', [site.ADOPTED])


def test_run_does_not_update_what_it_has_no_code_of(bare_db, make, psql):
    psql(bare_db, "INSERT INTO ir_module_module (name, state) VALUES ('acme_crm', 'installed')")
    assert_says(make('run', bare_db, ADOPT='1'), "acme_crm", "EXTRA_ADDONS")
    assert not psql(bare_db, 'SELECT 1 FROM ir_config_parameter WHERE key = %s', [site.ADOPTED])


def test_run_does_not_take_over_without_the_files(bare_db, make, psql):
    psql(
        bare_db, "INSERT INTO ir_attachment (name, type, store_fname) VALUES ('x', 'binary', 'a/b')"
    )
    psql(bare_db, "DELETE FROM ir_attachment WHERE store_fname != 'a/b'")
    assert_says(make('run', bare_db, ADOPT='1'), "DATA_DIR")


@pytest.mark.parametrize('command', ['run', 'shell', 'check'])
def test_database_that_is_no_odoo(command, make, new_db, psql):
    assert_says(make(command, new_db), f"{new_db} is not one of Odoo's", "DB=")
    assert psql(new_db, 'SELECT count(*) FROM pg_tables WHERE schemaname = %s', ['public']) == [
        (0,)
    ]


def test_database_that_nobody_may_enter(make):
    assert_says(make('shell', 'template0'), "template0 is not one of Odoo's")


def test_database_of_another_odoo(bare_db, make, psql):
    psql(bare_db, "UPDATE ir_module_module SET latest_version = '17.0.1.3' WHERE name = 'base'")
    assert_says(make('run', bare_db, ADOPT='1'), "is of Odoo 17.0", "upgrade it first")


def test_check_without_our_addons(bare_db, make):
    assert_says(make('check', bare_db), f"{bare_db} has none of these addons")


def test_note_on_disk_condemns_no_database(bare_db, make, home, psql):
    (home / f'making-{bare_db}').touch()
    make('run', bare_db)
    assert psql(bare_db, "SELECT state FROM ir_module_module WHERE name = 'crm'") == [
        ('installed',)
    ]


def test_half_made_database_bears_no_name(tmp_path, psql):
    """What is there under its own name is complete, so nothing has to be dropped under it."""
    name = f'{database.PREFIX}test_{os.getpid()}-made'
    fails, works = installs(tmp_path, fail=True), installs(tmp_path)
    with pytest.raises(console.Problem):
        site.Site(Here, tmp_path, fails, 'a', []).prepare(name)
    assert not database.exists(Here, name)
    assert database.exists(Here, site.MAKING)
    try:
        site.Site(Here, tmp_path, works, 'a', []).prepare(name)
        assert not database.exists(Here, site.MAKING)
        assert psql(name, 'SELECT value FROM ir_config_parameter') == [('a',)]
        assert [path.name for path in (tmp_path / 'filestore').iterdir()] == [name]
        assert (tmp_path / 'filestore' / name / 'file').read_text() == 'fresh'
    finally:
        database.drop(Here, name)


def installs(folder, fail=False):
    """Stand in for Odoo: make a database with a file, and perhaps fail before the end."""

    def install(name, *arguments, demo):
        database.run(Here, 'CREATE DATABASE {}', name)
        (folder / 'filestore' / name).mkdir(parents=True)
        (folder / 'filestore' / name / 'file').write_text('stale' if fail else 'fresh')
        if fail:
            raise console.Problem("It was cut off.")
        table = 'CREATE TABLE ir_config_parameter (key varchar UNIQUE, value text)'
        database.query(Here, name, table)

    return install


def test_only_databases_of_ours_are_dropped(psql):
    database.run(Here, 'CREATE DATABASE {}', 'lead_of_somebody_else')
    try:
        with pytest.raises(console.Problem, match="not made for this checkout"):
            database.drop(Here, 'lead_of_somebody_else')
        assert database.exists(Here, 'lead_of_somebody_else')
    finally:
        psql('postgres', 'DROP DATABASE lead_of_somebody_else')


def test_same_folder_on_another_machine_is_another_harness(monkeypatch):
    here = layout.token()
    assert f'lead_{here}_' == database.PREFIX
    monkeypatch.setattr(layout.platform, 'node', lambda: 'elsewhere')
    assert layout.token() != here


def test_clean_spares_what_others_left_on_the_server(bare_db, make, home, psql):
    (home / 'data').mkdir()
    assert not make('clean', bare_db).returncode
    assert not home.exists()
    assert (layout.HOME / 'venv' / '.complete').exists()
    assert psql(bare_db, "SELECT state FROM ir_module_module WHERE name = 'crm'") == [
        ('installed',)
    ]


@pytest.mark.parametrize('command', ['setup', 'clean'])
def test_home_that_holds_other_things(command, make, home):
    (home / 'identity').unlink()
    (home / 'letters.txt').write_text('Dear')
    assert_says(make(command, ''), f"LEAD_HOME={home} holds other things", "of its own")
    assert (home / 'letters.txt').read_text() == 'Dear'


def test_company_sees_its_own_addons(fresh_db, run_shell, run_odoo, tmp_path, monkeypatch):
    (tmp_path / 'acme_crm').mkdir()
    manifest = {'name': "Acme", 'license': 'LGPL-3', 'depends': ['lead_sla']}
    (tmp_path / 'acme_crm' / '__manifest__.py').write_text(repr(manifest))
    (tmp_path / 'acme_crm' / '__init__.py').touch()
    monkeypatch.setenv('EXTRA_ADDONS', str(tmp_path))
    run_odoo(fresh_db, '-i', 'acme_crm')
    code = "print(env['ir.module.module']._get('acme_crm').state, 'here')"
    assert 'installed here' in run_shell(fresh_db, code)


def test_further_addons_that_are_none(fresh_db, make, tmp_path):
    empty = tmp_path / 'empty'
    empty.mkdir()
    assert_says(make('shell', fresh_db, EXTRA_ADDONS=str(empty)), f"EXTRA_ADDONS={empty}")


def test_settings_of_the_shell_that_odoo_reads_itself(fresh_db, run_shell, monkeypatch):
    """Odoo 19 takes any option from the environment, where an empty one hides our file's."""
    monkeypatch.setenv('ODOO_DATA_DIR', '')
    code = "from odoo.tools import config; print('data in', config['data_dir'])"
    assert f'data in {layout.DATA}' in run_shell(fresh_db, code)
