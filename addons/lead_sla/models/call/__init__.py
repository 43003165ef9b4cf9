from . import (
    lead_call,
    crm_lead_question,
)
