from . import (
    crm_lead,
    lead_distribution_rule,
)
