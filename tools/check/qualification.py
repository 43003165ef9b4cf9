"""What a lead's status, milestones and score say."""

from .registry import invariant


@invariant("The status of a lead is the one its newest change led to", needs=['lead.status'])
def status_agrees_with_the_log():
    return """
        SELECT lead.id FROM crm_lead lead
          JOIN LATERAL (
              SELECT to_status_id FROM lead_status_change
               WHERE lead_id = lead.id ORDER BY date DESC, id DESC LIMIT 1
          ) AS newest ON TRUE
         WHERE newest.to_status_id IS DISTINCT FROM lead.lead_status_id
    """


@invariant("Every status a lead has reached has its milestone", needs=['lead.status'])
def milestones_are_kept():
    return """
        SELECT DISTINCT lead.id FROM crm_lead lead
          JOIN lead_status_change change ON change.lead_id = lead.id
          JOIN lead_status status ON status.id = change.to_status_id
         WHERE CASE status.meaning
               WHEN 'passed' THEN lead.passed_at
               WHEN 'accepted' THEN lead.accepted_at
               WHEN 'qualified' THEN lead.qualified_at
               WHEN 'recycle' THEN lead.recycled_at
               WHEN 'unreachable' THEN lead.unreachable_at
               WHEN 'trash' THEN lead.trashed_at
               ELSE lead.create_date END IS NULL
    """


@invariant("A negative status has a reason made for it", needs=['lead.status'])
def negative_status_has_a_reason():
    # leads that were lost before the addon came have no logged change
    return """
        SELECT lead.id FROM crm_lead lead
          JOIN lead_status status ON status.id = lead.lead_status_id
     LEFT JOIN lead_status_reason reason ON reason.id = lead.lead_status_reason_id
         WHERE status.meaning IN ('recycle', 'unreachable', 'trash')
           AND reason.meaning IS DISTINCT FROM status.meaning
           AND EXISTS (SELECT 1 FROM lead_status_change
                        WHERE lead_id = lead.id AND to_status_id = status.id)
    """


@invariant("No recycled lead has overslept by more than a day", needs=['lead.status'])
def recycled_leads_wake():
    return """
        SELECT lead.id FROM crm_lead lead
          JOIN lead_status status ON status.id = lead.lead_status_id
         WHERE lead.active AND status.meaning = 'recycle'
           AND lead.nurture_until < (now() AT TIME ZONE 'UTC')::date - 1
    """


@invariant("The score of a confirmed assessment follows from its answers", 'lead.assessment')
def scores_follow_from_answers():
    return """
        SELECT assessment.id FROM lead_assessment assessment
     LEFT JOIN lead_assessment_line line
            ON line.assessment_id = assessment.id AND NOT COALESCE(line.is_missing, FALSE)
         WHERE assessment.state = 'confirmed'
      GROUP BY assessment.id
        HAVING abs(COALESCE(assessment.score, 0) - COALESCE(
                   100.0 * sum(line.weight * line.points)
                   / NULLIF(sum(line.weight * line.max_points), 0), 0)) > 0.01
    """
