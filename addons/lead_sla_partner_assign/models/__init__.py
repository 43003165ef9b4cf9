from . import crm_lead, lead_sla_escalation, lead_touch
