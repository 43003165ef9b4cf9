# what others inherit, the rooms, and last the order in which their steps are taken
from . import (
    lead_by_leader_mixin,
    touch,
    sla,
    escalation,
    plan,
    recall,
    call,
    metric,
    review,
    dashboard,
    crm_lead,
    crm_team,
    mail_activity,
    res_company,
    res_partner,
)
