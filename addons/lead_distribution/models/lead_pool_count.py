from odoo import api, fields, models
from odoo.tools import SQL, formatLang

COUNTED = 1000  # leads of a pool that are counted, so that a huge pool opens as fast as a small one


class LeadPool(models.Model):
    """How many leads wait in a pool: exactly, or that they are more than we count."""

    _inherit = 'lead.pool'

    available_count = fields.Integer(
        "Leads Counted",
        compute='_compute_available_count',
        help="How many leads wait in the pool, 1,001 if they are more than 1,000.",
    )
    available_text = fields.Char("Available Leads", compute='_compute_available_text')

    @api.depends('lead_ids.distribution_state', 'lead_ids.active')
    def _compute_available_count(self):
        # only this number is shown of a blind pool: it tells that there are leads, not which
        counts = self._count_available()
        for pool in self:
            pool.available_count = counts.get(pool._origin.id, 0)

    def _count_available(self):
        """Return ``{id: leads that wait in the pool, one more than we count at most}``."""
        self.env['crm.lead'].flush_model(['pool_id', 'distribution_state', 'active'])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT pool.id, COUNT(lead.id)
                      FROM UNNEST(%s::int[]) AS pool (id),
                           LATERAL (SELECT id FROM crm_lead
                                     WHERE pool_id = pool.id AND active
                                       AND distribution_state = 'pool'
                                     LIMIT %s) AS lead
                     GROUP BY pool.id
                    """,
                    self._origin.ids,
                    COUNTED + 1,
                )
            )
        )

    @api.depends('available_count')
    @api.depends_context('lang')
    def _compute_available_text(self):
        for pool in self:
            number = formatLang(self.env, min(pool.available_count, COUNTED), digits=0)
            more = pool.available_count > COUNTED
            pool.available_text = self.env._("%(count)s+", count=number) if more else number
