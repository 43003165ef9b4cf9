from odoo import api, models

from .batches import lock_with_leads, run_batches


class CrmLead(models.Model):
    """Claimed leads that nobody has begun with go back to their pools."""

    _inherit = 'crm.lead'

    def _mark_worked(self, moments=None):
        """Note that the reps have begun with the leads they had claimed.

        :param dict moments: ``{lead id: when}``, by default all now; a moment before a claim says
            nothing about it
        """
        if not self.env['lead.pool']._has_claims():
            return
        moments = moments or dict.fromkeys(self.ids, self.env.cr.now())
        # sudo: the log is nobody's to write; what was done to the lead shows that it is worked on
        stints = self.env['lead.assignment'].sudo()
        unworked = [('lead_id', 'in', self.ids), *stints._unworked_domain()]
        for stint in stints.search(unworked):
            if stint.assigned_at <= moments[stint.lead_id.id]:
                stint.worked_at = moments[stint.lead_id.id]

    @api.model
    def _cron_return_claims(self, batch_size=500):
        """Send claims that were not worked on in time back to their pools, the oldest first."""
        stints = self.env['lead.assignment'].sudo()
        due = [('return_at', '<=', self.env.cr.now()), *stints._unworked_domain()]

        def work(claims):
            late = lock_with_leads(claims, due)
            late._return_to_pools()
            return late

        cron = self.env.ref('lead_distribution.ir_cron_return_claims')
        run_batches(cron, stints, due, 'return_at, id', work, batch_size)

    def _return_to_pool(self, pool, user):
        """Have unworked leads of a rep lie in a pool again, for others to claim."""
        self._release('unworked')
        before = self._tracked_values()
        accepted = self.filtered(lambda lead: lead.lead_status_meaning == 'accepted')
        if accepted:
            passed = self.env['lead.status']._by_meaning('passed')
            accepted.with_context(mail_notrack=True)._change_status(passed)
        self._log_tracked_changes(before)
        if pool.active:
            reason = self._reason('unworked', user=user.name, pool=pool.name)
            self._enter_pool(pool, reason, 'returned', user_id=user.id)
        else:
            self._enqueue_distribution()
