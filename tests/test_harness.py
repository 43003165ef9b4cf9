"""In a bad environment every command says in one sentence what to do, and fails."""

import os
import socket
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tools.harness import odoo_source

ROOT = Path(__file__).resolve().parents[1]
OLD = {
    b'server_version': b'12.3',
    b'client_encoding': b'UTF8',
    b'DateStyle': b'ISO, MDY',
    b'integer_datetimes': b'on',
    b'standard_conforming_strings': b'on',
}


@pytest.fixture
def harness(tmp_path):
    """Give a function that runs a command of the harness with an empty folder of its own.

    ``patch`` is Python that runs first, ``programs`` are shell scripts that hide real programs.
    """

    def run(command, patch='', programs=(), **variables):
        site = write_files(tmp_path / 'site', {'sitecustomize.py': patch})
        path = write_files(tmp_path / 'bin', dict(programs))
        env = {name: value for name, value in os.environ.items() if not name.startswith('PG')}
        env.update(
            {'LEAD_HOME': str(tmp_path / 'home'), **variables},
            PATH=f'{path}{os.pathsep}{env["PATH"]}',
            PYTHONPATH=f'{site}{os.pathsep}{ROOT}',
        )
        return subprocess.run(
            [base_python(), '-B', '-m', 'tools.harness', command],
            env=env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def base_python():
    return os.path.realpath(sys.executable)


def write_files(folder, files):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return folder


def assert_says(done, *words):
    """Check that the command failed with one sentence that holds these words."""
    lines = done.stderr.splitlines()
    assert done.returncode not in (0, None)
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Error: ")
    assert lines[0].endswith('.')
    for word in words:
        assert word in lines[0]


def own_home():
    """Name the folder of this very run, where everything is brought already."""
    return os.environ['LEAD_HOME']


def test_taken_port(harness):
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = taken.getsockname()[1]
        done = harness('run', ODOO_PORT=str(port))
    assert_says(done, f"Port {port} is taken", f"make run ODOO_PORT={port + 1}")


@pytest.mark.parametrize('port', ['http', '0', '70000'])
def test_port_that_is_none(harness, port):
    assert_says(harness('run', ODOO_PORT=port), f"ODOO_PORT={port}", "such as 8070")


@pytest.mark.parametrize('version', [(3, 9, 18), (3, 14, 0)])
def test_wrong_python(harness, version):
    patch = f'import sys; sys.version_info = {(*version, "final", 0)}'
    done = harness('setup', patch=patch)
    assert_says(done, "3.10 to 3.13", f"this is 3.{version[1]}", "PYTHON=")


def test_full_disk(harness):
    patch = 'import shutil; shutil.disk_usage = lambda path: shutil._ntuple_diskusage(9, 9, 10**9)'
    assert_says(harness('setup', patch=patch), "0.9 GB free", "3.0 GB are needed", "LEAD_HOME")


@pytest.mark.skipif(not odoo_source.is_debian(), reason="Odoo is fetched from Debian only")
def test_no_network_for_odoo(harness):
    apt = '#!/bin/sh\n[ "$1" = indextargets ] || exit 100\necho "stable http://localhost:1/"\n'
    done = harness('setup', programs={'apt-get': apt}, ODOO_PATH='')
    assert_says(done, "apt-get could not fetch odoo-19", "run the same command again", "ODOO_PATH")


def test_no_network_for_python_packages(harness):
    done = harness('setup', ODOO_PATH=str(odoo_source.root()), PIP_NO_INDEX='1', PIP_FIND_LINKS='')
    assert_says(done, "Python packages could not be installed", "run the same command again")


def test_chosen_odoo_that_is_none(harness, tmp_path):
    assert_says(harness('setup', ODOO_PATH=str(tmp_path)), "has no odoo/release.py", "ODOO_PATH")


def test_chosen_odoo_of_another_version(harness, tmp_path):
    (tmp_path / 'odoo').mkdir()
    (tmp_path / 'odoo' / 'release.py').write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    assert_says(harness('setup', ODOO_PATH=str(tmp_path)), "is Odoo 18.0.0", "ODOO_PATH")


def test_old_postgresql(harness):
    with old_postgresql() as port:
        done = harness(
            'shell', LEAD_HOME=own_home(), PGHOST='127.0.0.1', PGPORT=str(port), PGUSER='odoo'
        )
    assert_says(done, "PostgreSQL 12", "too old", "13 or newer", "PGHOST")


def test_postgresql_out_of_reach(harness):
    done = harness('shell', LEAD_HOME=own_home(), PGHOST='127.0.0.1', PGPORT='1', PGUSER='odoo')
    assert_says(done, "Cannot connect", "PGHOST", "private server")


def test_unknown_database(harness):
    done = harness('check', LEAD_HOME=own_home(), DB='no_such_database')
    assert_says(done, "no database no_such_database", "make run DB=no_such_database")


@contextmanager
def old_postgresql():
    """Listen as a PostgreSQL 12 does, for as long as it takes to ask for its version."""
    with socket.create_server(('127.0.0.1', 0)) as server:
        thread = threading.Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        yield server.getsockname()[1]


def answer(server):
    """Refuse encryption, let the client in, and tell the version."""
    link, _address = server.accept()
    with link:
        while True:
            size, code = struct.unpack('!II', link.recv(8, socket.MSG_WAITALL))
            link.recv(size - 8, socket.MSG_WAITALL) if size > 8 else None
            if code == 196608:
                break
            link.sendall(b'N')
        link.sendall(
            message(b'R', struct.pack('!I', 0))
            + b''.join(message(b'S', b'%s\0%s\0' % pair) for pair in OLD.items())
            + message(b'Z', b'I')
        )
        with suppress(ConnectionError):
            while link.recv(1024):
                link.sendall(message(b'C', b'SET\0') + message(b'Z', b'I'))


def message(kind, body):
    return kind + struct.pack('!I', len(body) + 4) + body
