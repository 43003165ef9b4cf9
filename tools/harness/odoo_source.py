"""Odoo itself: the one that ``ODOO_PATH`` names, or Debian's package unpacked into a folder."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import console, layout, packages, process

VERSION = '19.0.0+dfsg-1'
SHA256 = '9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf'
INSIDE = './usr/lib/python3/dist-packages/odoo'
KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
ELSEWHERE = "set ODOO_PATH to a folder with Odoo 19, or use Docker (docker compose up)"

MISSING = {
    'mail/static/lib/selfie_segmentation/selfie_segmentation.js': (
        '@mediapipe/selfie_segmentation/selfie_segmentation.js'
    ),
    'web/static/lib/jquery/jquery.js': 'jquery/dist/jquery.js',
    'web/static/src/libs/fontawesome/fonts/fontawesome-webfont.ttf': (
        'font-awesome/fonts/fontawesome-webfont.ttf'
    ),
}


def root():
    """Give the folder that holds the Python package ``odoo``."""
    chosen = os.environ.get('ODOO_PATH')
    return Path(chosen).expanduser().resolve() if chosen else layout.HOME / 'odoo'


def addons_paths():
    inside = root() / 'odoo' / 'addons'
    beside = root() / 'addons'
    return [beside, inside] if (beside / 'crm').is_dir() else [inside]


def identity():
    """Tell one Odoo from another: its templates and its baseline depend on it."""
    marker = layout.HOME / 'odoo' / '.complete'
    return root(), release(root()) if os.environ.get('ODOO_PATH') else marker.read_text()


def ensure():
    if os.environ.get('ODOO_PATH'):
        check_chosen()
    elif not (layout.HOME / 'odoo' / '.complete').exists():
        bring()


def check_chosen():
    if not (root() / 'odoo' / 'release.py').is_file():
        raise console.Problem(
            f"ODOO_PATH={root()} has no odoo/release.py: set it to the folder of an Odoo 19"
            " checkout, or leave it out to have Odoo fetched."
        )
    if not release(root()).startswith('19.0'):
        raise console.Problem(
            f"ODOO_PATH={root()} is Odoo {release(root())}: set it to an Odoo 19.0."
        )


def release(folder):
    text = (folder / 'odoo' / 'release.py').read_text()
    numbers = re.search(r'version_info = \((\d+), (\d+), (\d+)', text)
    return '.'.join(numbers.groups()) if numbers else 'unknown'


def bring():
    package = download()
    web = packages.npm('web')
    with console.step("Unpacking Odoo"):
        target = layout.HOME / 'odoo'
        folder = layout.scratch(target)
        unpack(package, folder)
        mend(folder / 'odoo' / 'addons', web)
        (folder / '.complete').write_text(package.name)
        layout.put_in_place(folder, target)
    package.unlink()


def download():
    """Fetch Debian's package with apt, which checks its signature, then check its SHA-256."""
    package = layout.HOME / 'download' / f'odoo-19_{VERSION}_all.deb'
    if package.exists() and sha256(package) == SHA256:
        return package
    with console.step(f"Fetching Odoo {VERSION} (123 MB) with apt-get"):
        folder = layout.scratch(layout.HOME / 'apt')
        config = apt_config(folder)
        what = f"apt-get could not fetch odoo-19 {VERSION}"
        otherwise = f"{packages.ONLINE}, or {ELSEWHERE}"
        env = {**os.environ, 'APT_CONFIG': str(config)}
        for action in (['update'], ['download', f'odoo-19={VERSION}']):
            packages.fetch(['apt-get', *action], 'apt', what, otherwise, env=env, cwd=folder)
        package.parent.mkdir(exist_ok=True)
        next(folder.glob('*.deb')).rename(package)
        shutil.rmtree(folder)
    if sha256(package) != SHA256:
        package.unlink()
        raise console.Problem(f"odoo-19 {VERSION} is not the package that was tested: {ELSEWHERE}.")
    return package


def apt_config(folder):
    """Write an apt configuration of our own, which needs no rights and changes nothing."""
    (folder / 'lists' / 'partial').mkdir(parents=True)
    (folder / 'cache' / 'archives' / 'partial').mkdir(parents=True)
    (folder / 'debian.sources').write_text(
        f'Types: deb\nURIs: {mirror()}\nSuites: sid\nComponents: main\nSigned-By: {KEYRING}\n'
    )
    config = folder / 'apt.conf'
    config.write_text(
        f'Dir::Etc::SourceList "{folder}/debian.sources";\n'
        'Dir::Etc::SourceParts "/dev/null";\n'
        f'Dir::State::Lists "{folder}/lists";\n'
        f'Dir::Cache "{folder}/cache";\n'
        'Acquire::Languages "none";\n'
        'Acquire::Retries "3";\n'
        'Debug::NoLocking "1";\n' + ('APT::Sandbox::User "root";\n' if os.getuid() == 0 else '')
    )
    return config


def mirror():
    """Read the address of the machine's own Debian mirror from its apt configuration."""
    listed = process.output(
        ['apt-get', 'indextargets', '--format', '$(RELEASE) $(REPO_URI)', 'Created-By: Packages']
    )
    rows = [line.split() for line in listed.splitlines() if len(line.split()) == 2]
    main = [uri for suite, uri in rows if '-' not in suite and 'security' not in uri]
    if not main or not is_debian():
        raise console.Problem(f"Odoo is fetched from Debian, which this is not: {ELSEWHERE}.")
    return main[0]


def is_debian():
    release_file = Path('/etc/os-release')
    return release_file.exists() and 'ID=debian' in release_file.read_text().split()


def sha256(path):
    digest = hashlib.sha256()
    with path.open('rb') as file:
        for block in iter(lambda: file.read(1 << 20), b''):
            digest.update(block)
    return digest.hexdigest()


def unpack(package, folder):
    """Take the Python package only: the ``addons`` beside it is incomplete."""
    reader = subprocess.Popen(['dpkg-deb', '--fsys-tarfile', package], stdout=subprocess.PIPE)
    advice = f"{package.name} could not be unpacked: free some disk space and run again."
    with reader:
        process.run(
            ['tar', '-x', '--strip-components=5', '--no-same-owner', '-C', folder, INSIDE],
            'unpack',
            advice,
            stdin=reader.stdout,
        )


def mend(addons, node_modules):
    """Put back what Debian takes out, and drop links that lead nowhere."""
    for path in addons.rglob('*'):
        if path.is_symlink() and not path.exists():
            path.unlink()
    for inside, source in MISSING.items():
        target = addons / inside
        target.unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(node_modules / source, target)
