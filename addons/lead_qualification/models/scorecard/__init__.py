"""Scorecards and what they find: discovery calls, and profiles evaluated from the lead's data.

A draft follows its scorecard until it is confirmed, then keeps its own words and points. A
scorecard that does not cover the lead any more is not refused in a call: the lead's data may
change meanwhile. A change of a field that a profile reads marks the lead (``icp_evaluated_at``)
and wakes the cron. Leads with equal findings share one assessment made by ``create``; the others
are copied in SQL.
"""

from . import (
    lead_scorecard,
    lead_scorecard_criterion,
    lead_assessment,
    lead_assessment_line,
    lead_assessment_call,
    lead_assessment_evaluation,
    crm_lead,
)
