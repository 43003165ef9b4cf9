"""Let Odoo's test_lint see our addons only."""

import sys
from unittest.mock import patch

import pytest

from odoo.modules import Manifest
from odoo.tools import config

from . import addons, layout, odoo_source


def pytest_configure():
    ours = addons.ours()
    Manifest.all_addon_manifests = staticmethod(lambda: [Manifest.for_addon(name) for name in ours])


def pytest_collection_modifyitems(items):
    """Make the list that tests imported by name tell the same."""
    for module in {item.module for item in items}:
        if hasattr(module, 'get_modules'):
            module.get_modules = addons.ours


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Take Odoo's addons off the path, where pytest puts them, and out of pylint's sight.

    The addon calendar would hide Python's own module from the pylint that a test starts, and
    all of Odoo would keep it busy for a quarter of an hour.
    """
    hiding = {str(path) for path in odoo_source.addons_paths()}
    sys.path[:] = [path for path in sys.path if path not in hiding]
    if item.name != 'test_pylint':
        return (yield)
    with patch.dict(vars(config), root_path=str(layout.ADDONS)):
        return (yield)
