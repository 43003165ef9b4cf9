from . import (
    lead_sla_escalation,
    lead_sla_escalation_check,
    lead_sla_escalation_run,
    lead_sla_escalation_log,
    lead_limit_cut,
    lead_sla,
)
