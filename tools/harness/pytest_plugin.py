"""What pytest must do for us beyond pytest-odoo: no silent skips, and results in a file."""

import json
from pathlib import Path

import pytest

from odoo.tests import HttpCase


def pytest_addoption(parser):
    parser.addoption('--results', help="Write the outcome of every test to this JSON file")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail a browser test that skips itself, as it does where no browser starts."""
    report = yield
    if report.skipped and is_browser_test(item) and not skipped_on_purpose(item):
        report.outcome = 'failed'
        report.longrepr = f"{item.nodeid} skipped itself: {report.longrepr}"
    return report


def is_browser_test(item):
    return isinstance(getattr(item, 'cls', None), type) and issubclass(item.cls, HttpCase)


def skipped_on_purpose(item):
    method = getattr(item, 'function', None)
    marked = any(True for name in ('skip', 'skipif', 'xfail') for _ in item.iter_markers(name))
    return marked or any(getattr(owner, '__unittest_skip__', False) for owner in (item.cls, method))


class Results:
    def __init__(self, path):
        self.path = Path(path)
        self.outcomes = {}
        self.subtests = 0

    def pytest_runtest_logreport(self, report):
        if getattr(report, 'context', None) is not None:
            self.subtests += 1
        key = short_id(report.nodeid)
        if report.failed:
            self.outcomes[key] = 'failed'
        elif report.skipped:
            self.outcomes.setdefault(key, 'skipped')
        elif report.when == 'call':
            self.outcomes.setdefault(key, 'passed')

    def pytest_sessionfinish(self):
        found = {'subtests': self.subtests, 'outcomes': self.outcomes}
        self.path.write_text(json.dumps(found, indent=1, sort_keys=True))


def short_id(nodeid):
    """Name a test by its addon, wherever Odoo is: crm/tests/test_x.py::Class::test."""
    path, *rest = nodeid.split('::')
    parts = path.split('/')
    if 'tests' in parts:
        parts = parts[parts.index('tests') - 1 :]
    return '::'.join(['/'.join(parts), *rest])


def pytest_configure(config):
    if config.getoption('--results') and not hasattr(config, 'workerinput'):
        config.pluginmanager.register(Results(config.getoption('--results')))
