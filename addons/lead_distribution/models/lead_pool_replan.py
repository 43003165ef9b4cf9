from odoo import models
from odoo.tools import SQL


class LeadPool(models.Model):
    """Changed settings hold for the leads that lie in the pool already."""

    _inherit = 'lead.pool'

    def _replan(self):
        """Have the cron look at each lead of these pools again: its segment, and what comes next.

        Leads that no segment matched are tried again.
        """
        leads = self.env['crm.lead'].sudo()  # whoever may set up a pool moves its leads
        leads.flush_model(['pool_id', 'pool_next_at'])
        waiting = self.env.execute_query(
            SQL(
                'UPDATE crm_lead SET pool_next_at = %s WHERE pool_id = ANY(%s) RETURNING id',
                self.env.cr.now().replace(microsecond=0),
                self.ids,
            )
        )
        if waiting:
            leads.browse(lead_id for [lead_id] in waiting).invalidate_recordset(['pool_next_at'])
            self.env.ref('lead_distribution.ir_cron_pool_steps').sudo()._trigger()
        if 'shotgun' in self.mapped('method'):
            leads._retry_distribution()
