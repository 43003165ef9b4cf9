from . import crm_phonecall, lead_touch
