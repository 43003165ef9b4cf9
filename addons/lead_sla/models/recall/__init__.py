from . import (
    crm_lead,
    lead_touch,
    crm_team,
    forgetting,
    res_company,
)
