from . import (
    lead_question_wizard,
    lead_touch_wizard,
    lead_touch_wizard_call,
    mail_activity_schedule,
)
