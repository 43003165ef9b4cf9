from . import (
    lead_visibility,
    crm_lead,
    ir_rule,
    hidden_names,
    mail_message,
)
