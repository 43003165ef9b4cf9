from . import (
    lead_signal,
    lead_signal_api,
    lead_signal_type,
    crm_lead,
    mail_activity,
)
