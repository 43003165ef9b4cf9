from . import lead_touch_wizard
