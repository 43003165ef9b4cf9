from . import (
    crm_lead_to_opportunity,
    lead_available_wizard,
    lead_handoff_wizard,
    lead_reject_wizard,
    lead_status_wizard,
)
