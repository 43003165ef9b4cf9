"""The ordinary package clients, each used by package name only."""

import os
import shutil

from . import console, layout, process

ONLINE = "check that this machine reaches its package sources and run the same command again"


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
        process.run(
            ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'],
            f'npm-{name}',
            f"npm could not install tools/node/{name}: {ONLINE}.",
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
        advice = f"apt-get could not install {', '.join(names)}: {ONLINE}."
        process.run(['apt-get', 'update'], 'apt', advice, env=env)
        process.run(
            ['apt-get', 'install', '-y', '--no-install-recommends', *names], 'apt', advice, env=env
        )
