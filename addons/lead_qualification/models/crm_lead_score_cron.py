from odoo import api, fields, models
from odoo.fields import Domain


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    @api.model
    def _cron_refresh_scores(self, batch_size=1000):
        """Gather the signals Odoo has recorded meanwhile; score anew what is older than today.

        What is due is told by ``scored_at``, so a run that ends early goes on where it stopped.
        Closed leads keep the score they closed with.
        """
        self.env['lead.signal']._harvest()
        self._in_batches(
            self._due_for_score(), 'scored_at, id', lambda leads: leads._refresh_score(), batch_size
        )

    @api.model
    def _due_for_score(self):
        reference = self._start_of_day(self.env['lead.score.policy'].sudo().search([]))
        return Domain([('won_status', '=', 'pending'), ('scored_at', '<', reference)])

    @api.model
    def _start_of_day(self, *changed):
        """Return the start of this day, or later: when the newest of these records changed."""
        today = fields.Datetime.now().replace(hour=0, minute=0, second=0)
        moments = [moment for records in changed for moment in records.mapped('write_date')]
        return max([today, *moments])

    @api.model
    def _in_batches(self, due, order, work, batch_size):
        """Have ``work`` done on all leads in ``due``, a transaction per batch, while time lasts.

        ``work`` takes leads out of ``due``. Leads somebody else is writing now are left for the
        next run.
        """
        IrCron = self.env['ir.cron']
        time_left = IrCron._commit_progress(remaining=self.search_count(due))
        left_alone = self.browse()
        while time_left:
            leads = self.search(
                due & Domain('id', 'not in', left_alone.ids), order=order, limit=batch_size
            )
            if not leads:
                break
            free = leads.try_lock_for_update(allow_referencing=True).filtered_domain(due)
            left_alone |= leads - free
            work(free)
            time_left = IrCron._commit_progress(len(free))
        if time_left:
            # all is done, or in the hands of somebody who writes it now
            IrCron._commit_progress(remaining=0)
