from . import crm_lead_to_opportunity, lead_status_wizard
