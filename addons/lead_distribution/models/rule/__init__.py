from . import (
    lead_distribution_rule,
    lead_distribution_rule_seams,
    lead_distribution_rule_match,
    lead_distribution_rule_presence,
    lead_distribution_rule_text,
    lead_limit_mixin,
    lead_distribution_member,
    lead_distribution_tier,
    lead_territory,
    crm_team,
    res_users,
    lead_status_reason,
)
