from odoo.tests import tagged

from .common_presence import PresenceCase


@tagged('post_install', '-at_install')
class TestPending(PresenceCase):
    """What held a lead back from a run, like its enrichment, wakes the run when it is over."""

    def woken(self, work):
        """Return whether something wakes the run."""
        before = len(self.triggers(self.cron))
        work()
        return len(self.triggers(self.cron)) > before

    def test_a_change_of_a_lead_that_waits_for_the_run_wakes_it(self):
        lead = self.make_leads(1)
        lead._enqueue_distribution()
        self.assertTrue(self.woken(lambda: lead.write({'city': "Cairo"})))
        self.assertTrue(self.woken(lambda: lead.with_user(self.leader).write({'city': "Giza"})))

    def test_no_other_lead_does(self):
        lead = self.give()
        self.assertFalse(self.woken(lambda: lead.write({'city': "Cairo"})))
