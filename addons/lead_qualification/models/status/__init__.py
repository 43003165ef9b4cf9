from . import (
    crm_lead,
    crm_lead_awaited,
    crm_tag,
    lead_status,
    lead_status_change,
    lead_status_reason,
)
