from . import (
    crm_lead,
    crm_lead_store,
    crm_lead_explanation,
    lead_score_policy,
)
