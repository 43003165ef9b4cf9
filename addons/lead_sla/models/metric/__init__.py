"""Metrics: one definition of what is counted, its values, goals and alerts, and the digest.

``MetricQuery`` makes one statement of any number of metrics. No record rules apply in it: whoever
calls decides who may see what. The hourly refresh measures periods that still change, the nightly
one all that are kept. A period is judged once, when all its leads had their time.
"""

from . import (
    lead_metric,
    lead_metric_alert,
    lead_metric_definition,
    lead_metric_query,
    lead_metric_period,
    lead_metric_refresh,
    lead_metric_value,
    lead_goal,
    crm_lead,
    digest_digest,
)
