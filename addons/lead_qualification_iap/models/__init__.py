from . import crm_iap_lead_helpers, crm_lead
