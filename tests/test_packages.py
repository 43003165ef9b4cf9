"""Packages come from a company's own source too, and a failure says what it is due to."""

import os
import shutil
import ssl
import subprocess
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tools.harness import console, layout, odoo_source, packages, python_env

ROOT = Path(__file__).resolve().parents[1]
SYSTEM = Path('/etc/ssl/certs/ca-certificates.crt')
TRUSTED = ('SSL_CERT_FILE', 'SSL_CERT_DIR', 'UV_SYSTEM_CERTS', 'PIP_CERT', 'PIP_FIND_LINKS')
CERTIFICATE = (
    *('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'),
    *('-keyout', 'key.pem', '-out', 'acme.pem', '-subj', '/CN=Acme'),
    *('-addext', 'basicConstraints=critical,CA:FALSE'),
    *('-addext', 'subjectAltName=IP:127.0.0.1'),
)
MOUNT = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'

needs_openssl = pytest.mark.skipif(not shutil.which('openssl'), reason="openssl is not installed")


@pytest.fixture
def source(tmp_path):
    """Give the address of a package source under a certificate that nobody has heard of."""
    with https_server(tmp_path / 'source', tmp_path) as address:
        yield f'{address}/simple/'


@contextmanager
def https_server(folder, keys):
    subprocess.run(CERTIFICATE, cwd=keys, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys / 'acme.pem', keys / 'key.pem')
    make_source(folder / 'simple' / 'acme')
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f'https://127.0.0.1:{server.server_port}'
        server.shutdown()


def make_source(folder):
    """Offer one package, which holds nothing."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / 'acme-1.0-py3-none-any.whl', 'w') as wheel:
        about = 'acme-1.0.dist-info'
        wheel.writestr(f'{about}/METADATA', 'Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n')
        wheel.writestr(f'{about}/WHEEL', 'Wheel-Version: 1.0\nTag: py3-none-any\n')
        wheel.writestr(f'{about}/RECORD', '')


def environment_without_trust(**variables):
    env = {name: value for name, value in os.environ.items() if name not in TRUSTED}
    return {**env, 'PIP_CONFIG_FILE': os.devnull, 'PIP_RETRIES': '0', **variables}


@needs_openssl
def test_unknown_certificate_is_named(source, tmp_path):
    env = environment_without_trust(
        **{'LEAD_HOME': str(tmp_path / 'home'), 'ODOO_PATH': str(odoo_source.root())},
        **{'PIP_INDEX_URL': source, 'UV_DEFAULT_INDEX': source, 'PYTHONPATH': str(ROOT)},
    )
    done = subprocess.run(
        [os.path.realpath(layout.PYTHON), '-B', '-m', 'tools.harness', 'setup'],
        **{'env': env, 'cwd': ROOT, 'capture_output': True, 'text': True, 'timeout': 120},
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    for words in ("certificate verify failed", "does not trust", "SSL_CERT_FILE"):
        assert words in line


@needs_openssl
@pytest.mark.skipif(
    os.getuid() != 0 or not SYSTEM.exists() or subprocess.run(['unshare', '-m', 'true']).returncode,
    reason="only root can add a certificate to those of the system for one process",
)
def test_uv_trusts_whom_the_system_trusts(source, tmp_path, monkeypatch):
    for name in TRUSTED:
        monkeypatch.delenv(name, raising=False)
    trusted = tmp_path / 'trusted.crt'
    trusted.write_bytes(SYSTEM.read_bytes() + (tmp_path / 'acme.pem').read_bytes())
    uv = [layout.VENV / 'bin' / 'uv', 'pip', 'install', '--no-cache', '--target', tmp_path / 'here']
    done = subprocess.run(
        [*('unshare', '-m', 'sh', '-c', MOUNT, 'sh', trusted, SYSTEM), *uv, 'acme'],
        env={**python_env.uv_env(), 'UV_DEFAULT_INDEX': source, 'UV_HTTP_RETRIES': '0'},
        **{'capture_output': True, 'text': True},
    )
    assert not done.returncode, done.stderr
    assert (tmp_path / 'here' / 'acme-1.0.dist-info').is_dir()


# what the clients print, recorded
CLIENTS_SAY = [
    ("  cause: invalid peer certificate: UnknownIssuer", "does not trust"),
    ("npm error code DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"),
    ("npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "does not trust"),
    ("npm error code ECONNREFUSED", "does not answer"),
    ("  cause: Connection refused (os error 111)", "does not answer"),
    ("ERROR: [Errno 28] No space left on device", "disk"),
    ("Temporary failure resolving 'mirror.acme.example'", "name of the package source"),
    ("/usr/bin/python3: No module named pip", "has no pip"),
    ("ERROR: No matching distribution found for uv==0.13.9", "does not have it"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "other files"),
]


@pytest.mark.parametrize(('said', 'helps'), CLIENTS_SAY)
def test_package_client_that_fails(said, helps):
    script = 'echo "$1"; echo "ERROR: it failed"; exit 1'
    with pytest.raises(console.Problem) as raised:
        packages.fetch(['sh', '-c', script, 'sh', said], 'client', "It could not be brought")
    assert helps in str(raised.value)
    assert str(raised.value).startswith("It could not be brought (")
    assert str(raised.value).endswith('.log.')


def test_package_client_that_fails_for_a_reason_unknown():
    with pytest.raises(console.Problem, match=r"says: ERROR: the moon is full\)"):
        packages.fetch(['sh', '-c', 'echo "ERROR: the moon is full"; exit 1'], 'client', "It")
