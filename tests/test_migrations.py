import importlib.util
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged

OURS = ('lead_qualification', 'lead_distribution', 'lead_sla')


def migrations():
    for module in OURS:
        if path := get_module_path(module, display_warning=False):
            yield from sorted(Path(path).glob('migrations/*/*.py'))


@tagged('post_install', '-at_install')
class TestMigrations(TransactionCase):
    def test_each_has_nothing_to_do_in_a_new_database(self):
        """As in one that comes from a version without what is migrated."""
        found = list(migrations())
        self.assertTrue(found)
        for path in found:
            migration = path.relative_to(path.parents[3])
            with self.subTest(migration=migration), self.env.cr.savepoint():
                spec = importlib.util.spec_from_file_location(path.stem.replace('-', '_'), path)
                script = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(script)
                script.migrate(self.env.cr, '19.0.1.0.0')
