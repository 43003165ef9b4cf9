from . import (
    lead_question_wizard,
    lead_touch_wizard,
    mail_activity_schedule,
)
