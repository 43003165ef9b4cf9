from . import (
    lead_skill,
    res_users,
    lead_signal_type,
    crm_lead,
    lead_distribution_rule,
    lead_metric,
)
