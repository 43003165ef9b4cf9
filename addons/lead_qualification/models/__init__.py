from . import (
    crm_lead,
    crm_lead_assessment,
    crm_lead_status,
    lead_assessment,
    lead_assessment_evaluation,
    lead_assessment_line,
    lead_scorecard,
    lead_scorecard_answer,
    lead_scorecard_criterion,
    lead_status,
    lead_status_change,
    lead_status_reason,
)
