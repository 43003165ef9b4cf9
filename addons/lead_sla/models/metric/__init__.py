from . import (
    lead_metric,
    lead_metric_definition,
    lead_metric_query,
    lead_metric_period,
    lead_metric_refresh,
    lead_metric_value,
    lead_goal,
    crm_lead,
    digest_digest,
)
