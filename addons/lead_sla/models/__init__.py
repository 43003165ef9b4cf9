from . import (
    crm_lead_sla,
    crm_lead_touch,
    lead_assignment,
    lead_bound_mixin,
    lead_sla,
    lead_sla_escalation,
    lead_sla_escalation_log,
    lead_sla_policy,
    lead_sla_sweep,
    lead_sla_target,
    lead_touch,
    mail_activity,
)
