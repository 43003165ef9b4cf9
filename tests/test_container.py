"""What the docker-compose files run, with a real Odoo and a real database but without Docker."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.harness import addons, database, environment, layout, odoo_run, process, site
from tools.harness import server as odoo_server_process

ROOT = Path(__file__).resolve().parents[1]
BACKUP = ROOT / 'tools' / 'docker' / 'backup'
FILES = ('docker-compose.yml', 'docker-compose.production.yml')


class Here:
    """The database server of this test run, as the fixtures know it."""

    connection = {}
    environment = {name: os.environ[name] for name in os.environ if name.startswith('PG')}


@pytest.fixture
def name():
    name = f'{database.PREFIX}test_{os.getpid()}-container'
    yield name
    for made in database.names(Here, name):
        database.drop(Here, made)


@pytest.fixture
def container(tmp_path):
    """Give a function that starts what the containers start, and waits for it."""

    @contextmanager
    def start(name, **variables):
        port = environment.free_port()
        conf = odoo_run.write_conf(name, db_name='', http_port=port, data_dir=tmp_path)
        env = environment.for_children(
            Here, ODOO_RC=str(conf), PYTHONPATH=str(ROOT), DB=name, DATA_DIR=str(tmp_path)
        )
        env.update({'LEAD_HOME': str(tmp_path / 'lead')}, **variables)
        log = process.log_file('container')
        with log.open('w') as file:
            started = subprocess.Popen(
                [str(layout.PYTHON), '-B', '-m', 'tools.harness.container', '--max-cron-threads=0'],
                **{'env': env, 'cwd': ROOT, 'stdout': file, 'stderr': subprocess.STDOUT},
            )
        try:
            wait(started, f'http://127.0.0.1:{port}', log)
            yield f'http://127.0.0.1:{port}', log
        finally:
            odoo_server_process.stop(started.pid)
            started.wait()

    return start


def wait(started, url, log):
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline and started.poll() is None:
        try:
            with urllib.request.urlopen(f'{url}/web/health'):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(log.read_text())


def log_in(url, db, password):
    content = {'params': {'db': db, 'login': 'admin', 'password': password}}
    request = urllib.request.Request(
        f'{url}/web/session/authenticate',
        json.dumps(content).encode(),
        {'Content-Type': 'application/json'},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer).get('result', {}).get('uid')


def test_container_makes_a_database_and_updates_it_with_new_code(container, name, psql):
    with container(name, ADMIN_PASSWORD='a long one') as (url, _log):
        assert not log_in(url, name, 'admin')
        assert log_in(url, name, 'a long one')
    states = dict(psql(name, "SELECT name, state FROM ir_module_module WHERE name LIKE 'lead\\_%'"))
    assert {states[module] for module in addons.main()} == {'installed'}
    assert not psql(name, "SELECT 1 FROM ir_module_module WHERE name LIKE 'lead\\_%' AND demo")
    # the same code starts as it is; what a new version brings is there after the next start
    with container(name) as (_url, log):
        assert "Updating the addons" not in log.read_text()
    psql(name, 'ALTER TABLE crm_lead DROP COLUMN lead_score')
    psql(name, "UPDATE ir_config_parameter SET value = 'old' WHERE key = %s", [site.KNOWN])
    with container(name, ADMIN_PASSWORD='another') as (url, log):
        assert f"Updating the addons in database {name}" in log.read_text()
        assert log_in(url, name, 'a long one')
    assert psql(name, 'SELECT count(lead_score) FROM crm_lead')


def test_container_leaves_a_database_of_others_alone(bare_db, tmp_path, psql):
    env = environment.for_children(Here, PYTHONPATH=str(ROOT), DB=bare_db, DATA_DIR=str(tmp_path))
    command = [str(layout.PYTHON), '-B', '-m', 'tools.harness.container']
    done = subprocess.run(
        command, **{'env': env, 'cwd': ROOT, 'capture_output': True, 'text': True}
    )
    assert done.returncode == 2
    assert "without these addons" in done.stderr
    assert "ADOPT=1" in done.stderr
    assert not psql(bare_db, "SELECT 1 FROM ir_module_module WHERE name = 'lead_sla' AND demo")


@pytest.mark.parametrize('file', FILES)
def test_compose_file_names_what_is_there(file):
    text = (ROOT / file).read_text()
    mounted = re.findall(r'- \./([\w./]+):', text)
    assert {'addons', 'tools', 'odoo.conf'} <= set(mounted)
    assert all((ROOT / path).exists() for path in mounted)
    assert 'tools.harness.container' in text


def test_work_has_no_defaults_for_secrets():
    text = (ROOT / 'docker-compose.production.yml').read_text()
    for variable in ('DB_PASSWORD', 'ADMIN_PASSWORD', 'ODOO_DIGEST', 'POSTGRES_DIGEST', 'BACKUPS'):
        uses = re.findall(r'\$\{' + variable + r'(.{2})', text)
        assert uses and set(uses) == {':?'}, variable
    assert 'DEMO' not in text


needs_tools = pytest.mark.skipif(
    not shutil.which('pg_dump') or not shutil.which('psql'),
    reason="the private PostgreSQL of npm comes without pg_dump; postgresql-client has it",
)


@pytest.fixture
def backup(name, tmp_path):
    """Give a function that runs the backup service's script."""
    folders = {'FILESTORE': str(tmp_path / 'filestore'), 'BACKUPS': str(tmp_path / 'backups')}

    def run(*arguments, **variables):
        return subprocess.run(
            ['sh', str(BACKUP), *arguments],
            env={**os.environ, 'DB': name, **folders, **variables},
            **{'capture_output': True, 'text': True, 'timeout': 300},
        )

    return run


@needs_tools
def test_backup_comes_back_whole(fresh_db, name, backup, tmp_path, psql, run_shell):
    database.copy(Here, fresh_db, name)
    psql(name, "INSERT INTO ir_config_parameter (key, value) VALUES ('kept', 'yes')")
    files = tmp_path / 'filestore' / name
    (files / 'ab').mkdir(parents=True)
    (files / 'ab' / 'abcd').write_bytes(b'\0attachment')
    assert backup('check').returncode
    done = backup('once')
    assert not done.returncode, done.stderr
    assert not backup('check').returncode
    (made,) = (tmp_path / 'backups').iterdir()

    psql(name, "DELETE FROM ir_config_parameter WHERE key = 'kept'")
    (files / 'ab' / 'abcd').unlink()
    with database.cursor(Here, name):
        done = backup('restore', made.name)
        assert done.returncode == 2
        assert f"Odoo uses the database {name}: stop it first." in done.stderr
    done = backup('restore', made.name)
    assert not done.returncode, done.stderr
    kept = "SELECT value FROM ir_config_parameter WHERE key = 'kept'"
    assert psql(name, kept) == [('yes',)]
    assert (files / 'ab' / 'abcd').read_bytes() == b'\0attachment'
    (before,) = database.names(Here, f'{name}_before_')
    assert not psql(before, kept)
    assert (tmp_path / 'filestore' / before / 'ab').is_dir()
    assert 'installed' in run_shell(name, "print(env['ir.module.module']._get('lead_sla').state)")


@needs_tools
def test_backup_onto_an_empty_machine(bare_db, name, backup, tmp_path, psql):
    (tmp_path / 'filestore').mkdir()
    database.copy(Here, bare_db, name)
    assert not backup('once').returncode
    (made,) = (tmp_path / 'backups').iterdir()
    database.drop(Here, name)
    shutil.rmtree(tmp_path / 'filestore')
    assert not backup('restore', made.name).returncode
    assert psql(name, "SELECT state FROM ir_module_module WHERE name = 'crm'") == [('installed',)]


@needs_tools
def test_backup_keeps_what_is_young_and_what_is_not_its_own(bare_db, name, backup, tmp_path):
    database.copy(Here, bare_db, name)
    old = [f'{name}-20200101-020000', f'{name}-20200102-020000.new', 'letters-2020-2020']
    for folder in old:
        (tmp_path / 'backups' / folder).mkdir(parents=True)
        os.utime(tmp_path / 'backups' / folder, (0, 0))
    assert not backup('once').returncode
    left = {path.name for path in (tmp_path / 'backups').iterdir()}
    assert left & set(old) == {'letters-2020-2020'}
    assert len(left) == 2


@needs_tools
def test_backup_that_fails_leaves_no_backup_and_no_old_one_goes(name, backup, tmp_path):
    kept = tmp_path / 'backups' / f'{name}-20200101-020000'
    kept.mkdir(parents=True)
    os.utime(kept, (0, 0))
    assert backup('once').returncode
    assert [path.name for path in kept.parent.iterdir() if path.suffix != '.new'] == [kept.name]


@needs_tools
@pytest.mark.parametrize('wrong', ['', '../elsewhere', 'no-such'])
def test_restore_of_what_is_no_backup(wrong, backup):
    done = backup('restore', wrong)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert "is no backup" in done.stderr


def test_daily_backup_waits_for_its_hour_and_stops_at_once(name, tmp_path):
    env = {**os.environ, 'DB': name, 'FILESTORE': str(tmp_path), 'BACKUPS': str(tmp_path)}
    started = subprocess.Popen(['sh', str(BACKUP), 'daily'], env=env, start_new_session=True)
    with pytest.raises(subprocess.TimeoutExpired):
        started.wait(1)
    os.killpg(started.pid, signal.SIGTERM)
    assert started.wait(5) == -signal.SIGTERM
    assert not list(tmp_path.iterdir())
