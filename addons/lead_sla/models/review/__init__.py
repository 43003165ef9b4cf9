from . import (
    lead_review,
    lead_review_agenda,
    lead_review_rows,
    lead_review_words,
    lead_review_hold,
    lead_review_decision,
    crm_team,
)
