from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

COUNTED = 1000  # leads of a pool that are counted, so that a huge pool opens as fast as a small one


class LeadPool(models.Model):
    """How many leads wait in a pool: exactly, or that they are more than we count."""

    _inherit = 'lead.pool'

    available_count = fields.Integer(
        "Leads Counted",
        compute='_compute_available_count',
        help="How many leads wait in the pool, 1,001 if they are more than 1,000. "
        "Members of a shotgun pool count those of their segments.",
    )
    available_text = fields.Char("Available Leads", compute='_compute_available_text')

    @api.depends('lead_ids.distribution_state', 'lead_ids.active')
    @api.depends_context('uid')
    def _compute_available_count(self):
        # only this number is shown of a blind pool: it tells that there are leads, not which
        split = self.filtered(lambda pool: pool.method == 'shotgun' and pool.is_member)
        counts = (self - split)._count_available()
        for pool in self - split:
            pool.available_count = counts.get(pool._origin.id, 0)
        for pool in split:
            pool.available_count = pool._count_claimable()

    def _count_claimable(self):
        """Return how many leads of the pool the user may claim, one more than we count at most.

        A member of one segment does not wait for the leads of the others.
        """
        leads = self.env['crm.lead'].sudo()  # the domain is that of what he may claim
        waiting = Domain('distribution_state', '=', 'pool')
        mine = self.sudo()._claimable_domain(self.env.user)
        return leads.search_count(waiting & mine, limit=COUNTED + 1)

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
