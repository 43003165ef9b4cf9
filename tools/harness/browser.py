"""A headless Chromium for tours and JS tests, found on the PATH by its name."""

import os
import shutil

from . import console, layout, packages, process

NAMES = ('google-chrome', 'chromium', 'chromium-browser', 'google-chrome-stable')

UNPACK = """
const fs = require('fs'), zlib = require('zlib');
const [source, target] = process.argv.slice(1);
fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(source)));
"""

WRAPPER = """#!/bin/sh
export LD_LIBRARY_PATH="{0}/al2023/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"
export FONTCONFIG_FILE="{0}/fonts.conf"
exec "{0}/chromium" "$@"
"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{0}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def ensure():
    """Use an installed Chromium; else install Debian's as root, else bring one."""
    path = os.pathsep.join([str(layout.BIN), os.environ.get('PATH', os.defpath)])
    if any(shutil.which(name, path=path) for name in NAMES):
        return
    if os.getuid() == 0 and shutil.which('apt-get'):
        packages.apt_install('chromium', 'fonts-dejavu-core')
        return
    bring()


def bring():
    packed = packages.npm('chromium') / '@sparticuz' / 'chromium' / 'bin'
    target = layout.HOME / 'chromium'
    if not target.exists():
        with console.step("Unpacking Chromium"):
            folder = layout.scratch(target)
            unpack(packed, folder)
            (folder / 'fonts.conf').write_text(FONTS.format(target))
            layout.put_in_place(folder, target)
    layout.write_script('chromium', WRAPPER.format(target))


def unpack(packed, folder):
    advice = "Chromium could not be unpacked: install it (Debian: apt-get install chromium)."
    for source in packed.glob('*.br'):
        unpacked = folder / source.stem
        process.run(['node', '-e', UNPACK, source, unpacked], 'chromium', advice)
        if unpacked.suffix == '.tar':
            into = folder / 'al2023' if unpacked.stem == 'al2023' else folder
            into.mkdir(exist_ok=True)
            process.run(['tar', '-xf', unpacked, '-C', into], 'chromium', advice)
            unpacked.unlink()
    (folder / 'chromium').chmod(0o755)
