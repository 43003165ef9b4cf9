from . import (
    crm_lead,
    crm_lead_assign,
    crm_lead_claim,
    crm_lead_distribute,
    crm_team,
    lead_assignment,
    lead_distribution_member,
    lead_distribution_rule,
    lead_pool,
    lead_pool_claim,
    res_config_settings,
    res_users,
)
