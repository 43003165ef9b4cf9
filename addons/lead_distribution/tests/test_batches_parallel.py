from datetime import timedelta

from odoo.addons.lead_distribution.tools.batches import run_batches
from odoo.tests import tagged

from .common_parallel import ParallelCase

CRON = 'lead_distribution.ir_cron_pool_steps'


@tagged('post_install', '-at_install')
class TestBatchesParallel(ParallelCase):
    """The loop of our jobs, beside a person who holds the first of three leads."""

    def run_job(self, env):
        """Have a job raise the priority of what it can lock, and return when it comes again."""

        def work(leads):
            leads = leads.try_lock_for_update(allow_referencing=True)
            leads.priority = '3'
            return leads

        due = [('id', 'in', self.leads), ('priority', '!=', '3')]
        triggers = env['ir.cron.trigger'].search([])
        run_batches(env.ref(CRON), env['crm.lead'], due, 'id', work, batch_size=1)
        new = env['ir.cron.trigger'].search([('id', 'not in', triggers.ids)])
        self.addCleanup(self.drop, new)
        return new.filtered(lambda trigger: trigger.cron_id == env.ref(CRON)).mapped('call_at')

    def test_what_was_held_is_tried_again_a_minute_later(self):
        with self.transaction() as person, self.transaction() as run:
            self.lead(person).lock_for_update()
            before = run.cr.now()
            [again] = self.run_job(run)
            self.assertEqual(run['crm.lead'].browse(self.leads).mapped('priority'), ['0', '3', '3'])
            waited = run.cr.now() - before
            self.assertGreaterEqual(again - before, timedelta(seconds=59))
            self.assertLessEqual(again - before, timedelta(seconds=61) + waited)

    def test_nothing_is_tried_again_once_all_is_done(self):
        with self.transaction() as run:
            self.assertEqual(self.run_job(run), [])
            self.assertEqual(set(run['crm.lead'].browse(self.leads).mapped('priority')), {'3'})
