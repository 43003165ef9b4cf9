from . import (
    lead_scorecard,
    lead_scorecard_criterion,
    lead_assessment,
    lead_assessment_line,
    lead_assessment_call,
    lead_assessment_evaluation,
    crm_lead,
)
