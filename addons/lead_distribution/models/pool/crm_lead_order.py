from odoo import api, models

# how the leads of a pool are ordered; indexes on crm_lead follow these
ORDERS = {
    'grade': 'lead_grade, lead_score DESC, priority DESC, pooled_at, id',
    'score': 'lead_score DESC, priority DESC, pooled_at, id',
    'age': 'pooled_at, id',
}

# who may claim a lead is the same for all in one place
PLACE = (
    'COALESCE(company_id, 0), COALESCE(pool_segment_id, 0), COALESCE(pool_opened, false), '
    'COALESCE(pool_open_step_id, 0), COALESCE(pool_seniors_only, false)'
)


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # the list of a pool, and the best lead of a place in it, are the first rows of these
    _pool_grade_idx = models.Index(f'(pool_id, {ORDERS["grade"]}) WHERE pool_id IS NOT NULL')
    _pool_score_idx = models.Index(f'(pool_id, {ORDERS["score"]}) WHERE pool_id IS NOT NULL')
    # and all that the dashboard asks of the leads in pools just now
    _pool_age_idx = models.Index(
        f'(pool_id, {ORDERS["age"]}) INCLUDE (company_id, distribution_state)'
        ' WHERE pool_id IS NOT NULL'
    )
    # the list of all pools
    _waiting_score_idx = models.Index(f"({ORDERS['score']}) WHERE distribution_state = 'pool'")
    _place_grade_idx = models.Index(
        f'(pool_id, {PLACE}, {ORDERS["grade"]}) WHERE pool_id IS NOT NULL'
    )
    _place_score_idx = models.Index(
        f'(pool_id, {PLACE}, {ORDERS["score"]}) WHERE pool_id IS NOT NULL'
    )
    _place_age_idx = models.Index(f'(pool_id, {PLACE}, {ORDERS["age"]}) WHERE pool_id IS NOT NULL')

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        pool_order = ORDERS.get(self.env.context.get('lead_pool_order'))
        return super().search_fetch(
            domain, field_names, offset=offset, limit=limit, order=order or pool_order
        )
