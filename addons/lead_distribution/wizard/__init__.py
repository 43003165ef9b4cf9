from . import lead_presence_wizard
