"""Bring what is missing, then run the command inside the Python environment."""

import fcntl
import importlib
import os
import sys

from . import console, environment, layout, odoo_source, packages, python_env

COMMANDS = {
    'setup': 'suite:setup',
    'run': 'serve:run',
    'stop': 'serve:stop',
    'clean': 'serve:clean',
    'shell': 'serve:shell',
    'check': 'serve:check',
    'test': 'suite:test',
    'bench': 'suite:bench',
    'test-core': 'core_suite:test_core',
    'neighbours': 'suite:neighbours',
    'lint': 'lint:lint',
    'format': 'lint:format_code',
    'i18n': 'translations:update',
    'release': 'release:record',
    'createdb': 'database:createdb',
    'dropdb': 'database:dropdb',
}


def run(command, *arguments):
    if command in ('stop', 'clean') and not layout.PYTHON.exists():
        return 0
    environment.check_home()
    if sys.prefix != str(layout.VENV):
        return first_stage(command, *arguments)
    module, function = COMMANDS[command].split(':')
    return getattr(importlib.import_module(f'.{module}', __package__), function)(*arguments) or 0


def first_stage(command, *arguments):
    if command not in ('stop', 'clean'):
        prepare(command)
    os.execv(layout.PYTHON, [str(layout.PYTHON), '-m', __package__, command, *arguments])


def prepare(command):
    environment.check_writable()
    environment.check_disk()
    if command == 'run':
        check_server_port()
    with alone('bootstrap'):
        odoo_source.ensure()
        python_env.ensure()
        link_tools()


def check_server_port():
    """Fail early on a taken port, unless it is our own server that answers there."""
    if not (layout.HOME / 'server.json').exists():
        environment.check_port(environment.port())


def link_tools():
    """Put on the PATH of every program we start what Odoo and pytest-odoo look for there."""
    rtlcss = packages.npm('web') / '.bin' / 'rtlcss'
    layout.write_script('rtlcss', f'#!/bin/sh\nexec "{rtlcss}" "$@"\n')
    for name in ('createdb', 'dropdb'):
        layout.write_script(
            name,
            f'#!/bin/sh\nPYTHONPATH="{layout.ROOT}" exec "{layout.PYTHON}"'
            f' -m {__package__} {name} "$@"\n',
        )


class alone:  # noqa: N801
    """Let one run at a time do a job; the system frees the lock even after a kill."""

    def __init__(self, name):
        self.path = layout.HOME / f'{name}.lock'

    def __enter__(self):
        self.file = self.path.open('w')
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.say(f"- Waiting for another run to finish its {self.path.stem}")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_error):
        self.file.close()
