from . import (
    lead_assignment,
    lead_assignment_notify,
    crm_lead_run,
    crm_lead_assign,
    crm_lead_facts,
    crm_lead_hand_out,
    crm_lead_track,
    lead_distribution_wake,
    res_company,
    crm_lead_wake,
    crm_lead_by_hand,
    crm_lead_hand_back,
)
