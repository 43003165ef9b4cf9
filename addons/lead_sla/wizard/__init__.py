from . import lead_touch_wizard, mail_activity_schedule
