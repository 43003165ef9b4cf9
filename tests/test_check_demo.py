"""The invariants of the design hold for what `make run` shows."""

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools.convert import convert_file

from tools import check

OURS = ('lead_qualification', 'lead_distribution', 'lead_sla')


@tagged('post_install', '-at_install')
class TestInvariantsOfDemo(TransactionCase):
    """The demo data of our addons, in a database without any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # tags of Odoo's own demo data, whose names ours must not repeat
        convert_file(cls.env, 'sales_team', 'data/crm_tag_demo.xml', {}, 'init', noupdate=True)
        for module in OURS:
            for filename in Manifest.for_addon(module)['demo']:
                convert_file(cls.env, module, filename, {}, 'init', noupdate=True)

    def assert_violates_nothing(self):
        lines = []
        check.check(self.env, report=lines.append)
        self.assertEqual([line for line in lines if not line.startswith('  ok')], [])

    def test_demo_data_violates_nothing(self):
        self.assertTrue(self.env['lead.touch'].search_count([]))
        self.assertTrue(self.env['lead.plan.run'].search_count([]))
        self.assert_violates_nothing()

    def test_first_run_of_each_job_leaves_nothing_violated(self):
        jobs = self.env['ir.model.data'].search([('module', 'in', OURS), ('model', '=', 'ir.cron')])
        self.assertGreater(len(jobs), 10)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            for cron in self.env['ir.cron'].browse(jobs.mapped('res_id')):
                cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.env['lead.touch'].search_count([('attempt', '>', 0)]))
        self.assert_violates_nothing()
