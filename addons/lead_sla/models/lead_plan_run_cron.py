import logging

from psycopg2 import OperationalError

from odoo import api, models
from odoo.addons.lead_distribution.models.batches import lock_with_leads, run_batches
from odoo.exceptions import AccessError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class LeadPlanRun(models.Model):
    """The cron: launches what an event has asked for, and what is due by time."""

    _inherit = 'lead.plan.run'

    @api.model
    def _cron_follow_plans(self, batch_size=500):
        """Take the steps that are due, and wake again for the next ones."""
        now = self.env.cr.now()
        due = Domain('next_at', '<=', now)

        def work(runs):
            runs = lock_with_leads(runs, due)
            runs._advance_isolated()
            return runs

        cron = self.env.ref('lead_sla.ir_cron_follow_plans')
        run_batches(cron, self, due, 'next_at, id', work, batch_size)
        if later := self.search([('next_at', '>', now)], order='next_at', limit=1):
            self._wake(later.next_at)

    def _advance_isolated(self):
        """Advance these runs; one that raises is set aside and does not stop the others."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._advance()
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                half = len(self) // 2
                self[:half]._advance_isolated()
                self[half:]._advance_isolated()
                return
            _logger.exception("The plan of run %s could not go on", self.id)
            self.write({'error': str(error), 'next_at': False})

    def action_retry(self):
        """Let plans that were set aside go on.

        :raises AccessError: unless a sales administrator asks
        """
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only a sales administrator can let a plan go on."))
        self.check_access('read')
        # sudo: nobody may write runs by hand, and this only has the cron look at them again
        runs = self.sudo().filtered('error')
        runs.write({'error': False, 'next_at': self.env.cr.now()})
        self._wake(self.env.cr.now())
