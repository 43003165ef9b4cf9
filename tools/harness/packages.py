"""The ordinary package clients, each used by package name only."""

import os
import re
import shutil

from . import console, layout, process

ONLINE = "check that this machine reaches its package sources and run the same command again"

# what pip, uv, npm and apt print, and what helps; the first that is found is the root of the rest
CAUSES = (
    (
        r'No space left on device|ENOSPC',
        f"the disk with {layout.HOME} is full, so free some space",
    ),
    (
        r'certificate verify failed: [\w -]+|invalid peer certificate: .*|\S*SELF_SIGNED_CERT\S*'
        r'|UNABLE_TO_(?:GET|VERIFY)\w+|[Cc]ertificate verification failed.*',
        "the package source shows a certificate that this machine does not trust, so add your"
        " company's to those of the system, or name a file with it in SSL_CERT_FILE, PIP_CERT and"
        " NODE_EXTRA_CA_CERTS",
    ),
    (
        r'Temporary failure in name resolution|Name or service not known|dns error.*|ENOTFOUND'
        r'|EAI_AGAIN|Temporary failure resolving \S+|Could not resolve \S+',
        f"the name of the package source is not found, so {ONLINE}",
    ),
    (
        r'Connection refused|ECONNREFUSED|Network is unreachable|ENETUNREACH|timed out|ETIMEDOUT'
        r'|ECONNRESET|Could not connect to \S+|Unable to connect to \S+',
        f"the package source does not answer, so {ONLINE}",
    ),
    (
        r'(?:401|403|407) [A-Z][\w ]+',
        "the package source or a proxy lets nobody in without a name and password, so give them in"
        " its address",
    ),
    (
        r'No module named pip',
        "this Python has no pip, so install it (Debian: apt-get install python3-pip)",
    ),
    (
        r'DO NOT MATCH THE HASHES|Hash mismatch for .*|EINTEGRITY',
        "the package source serves other files than those that were tested, so ask who runs it",
    ),
    (
        r'No matching distribution found for \S+|was not found in the package registry|E404',
        f"the package source does not have it, so {ONLINE}",
    ),
)


def fetch(command, name, what, otherwise=ONLINE, **options):
    """Run a package client; should it fail, say in one sentence why, and what helps."""
    try:
        return process.run(command, name, f"{what}: {otherwise}.", **options)
    except process.Failed as failed:
        for pattern, helps in CAUSES:
            found = re.findall(pattern, failed.text)
            if found:
                raise console.Problem(
                    f"{what} ({found[-1].strip()}): {helps}; all of it is in {failed.path}."
                ) from None
        raise


def npm(name):
    """Install the locked npm project ``tools/node/<name>`` and give its ``node_modules``."""
    source = layout.TOOLS / 'node' / name
    lock = (source / 'package-lock.json').read_bytes()
    target = layout.HOME / 'npm' / f'{name}-{layout.fingerprint(lock)}'
    if target.exists():
        return target / 'node_modules'
    require_npm()
    with console.step(f"Fetching the npm packages for {name}"):
        folder = layout.scratch(target)
        for part in ('package.json', 'package-lock.json'):
            shutil.copy(source / part, folder)
        fetch(
            ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'],
            f'npm-{name}',
            f"npm could not install tools/node/{name}",
            cwd=folder,
        )
        layout.put_in_place(folder, target)
    return target / 'node_modules'


def require_npm():
    if shutil.which('npm'):
        return
    if os.getuid() == 0 and shutil.which('apt-get'):
        apt_install('nodejs', 'npm')
        return
    raise console.Problem("npm is not installed: install it (Debian: apt-get install npm).")


def apt_install(*names):
    """Install Debian packages system-wide, for which one has to be root."""
    with console.step(f"Installing {', '.join(names)} with apt-get"):
        env = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
        what = f"apt-get could not install {', '.join(names)}"
        fetch(['apt-get', 'update'], 'apt', what, env=env)
        install = ['apt-get', 'install', '-y', '--no-install-recommends']
        fetch([*install, *names], 'apt', what, env=env)
