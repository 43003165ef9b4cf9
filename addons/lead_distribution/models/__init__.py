from . import (
    lead_pool,
    lead_distribution_rule,
    lead_distribution_member,
    lead_assignment,
    crm_lead,
    crm_lead_assign,
    crm_lead_distribute,
    crm_lead_claim,
    lead_pool_claim,
    crm_team,
    res_users,
    res_config_settings,
)
