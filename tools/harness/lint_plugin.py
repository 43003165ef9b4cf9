"""Let Odoo's test_lint see our addons only."""

import sys

from odoo.modules import Manifest

from . import layout, odoo_source


def pytest_configure(config):
    ours = layout.our_modules()
    Manifest.all_addon_manifests = staticmethod(lambda: [Manifest.for_addon(name) for name in ours])


def pytest_collection_modifyitems(items):
    """Make what the tests imported by name tell the same.

    pytest puts Odoo's addons on the path, where the addon calendar hides Python's own module
    from the pylint that a test starts.
    """
    hiding = {str(path) for path in odoo_source.addons_paths()}
    sys.path[:] = [path for path in sys.path if path not in hiding]
    for module in {item.module for item in items}:
        if hasattr(module, 'get_modules'):
            module.get_modules = layout.our_modules
