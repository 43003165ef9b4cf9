from . import (
    crm_lead,
    crm_lead_reject,
    res_company,
    res_users,
    crm_team,
)
