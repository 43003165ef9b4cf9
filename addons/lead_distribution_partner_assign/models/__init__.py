from . import crm_lead, lead_assignment
