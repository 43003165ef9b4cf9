from . import lead_assign_wizard, lead_presence_wizard, lead_reject_wizard
