from . import (
    lead_touch,
    lead_touch_attempt,
    crm_lead,
    mail_activity,
    calendar_event,
    res_partner,
)
