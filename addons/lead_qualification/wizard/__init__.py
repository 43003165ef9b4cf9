from . import lead_status_wizard
