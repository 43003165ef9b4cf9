"""Pools: where leads wait until somebody claims them, and what happens if nobody does.

A stay begins with ``_enter_pool`` and ends with whatever empties ``pool_id``. Leads of one place
(pool, company, segment, opened how far, seniors only) are open to the same people, and for each
order there is an index that begins with the place: a claim costs the same with 100,000 leads
waiting. Steps count from ``pooled_at`` by the clock and are taken once per stay. Whoever closes a
lead of a pool must be one who may claim it; reopened, it goes back. What changes in a pool is sent
to its channel at commit.
"""

from . import (
    lead_pool,
    lead_pool_segment,
    lead_pool_step,
    lead_pool_log,
    lead_pool_text,
    lead_pool_claim,
    lead_pool_next,
    lead_pool_alert,
    crm_lead,
    crm_lead_claim,
    crm_lead_steps,
    crm_lead_close,
    lead_assignment,
    res_users,
)
