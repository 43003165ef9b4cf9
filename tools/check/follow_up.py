"""SLAs, their escalation, and touches."""

from .registry import invariant


@invariant(
    "A running SLA has a next event, a paused one none; its salesperson has the lead", 'lead.sla'
)
def slas_are_wound():
    # an SLA that failed is set aside with its error
    return """
        SELECT sla.id FROM lead_sla sla
          JOIN lead_assignment assignment ON assignment.id = sla.assignment_id
         WHERE sla.state IN ('running', 'paused')
           AND (sla.deadline IS NULL
                OR (sla.state = 'paused') != (sla.paused_at IS NOT NULL)
                OR (sla.error IS NULL
                    AND (sla.state = 'paused') != (sla.next_event_at IS NULL))
                OR assignment.released_at IS NOT NULL
                OR assignment.user_id != sla.user_id)
    """


@invariant("An SLA says met, missed or running as its answer and deadline do", 'lead.sla')
def slas_tell_the_truth():
    return """
        SELECT id FROM lead_sla
         WHERE CASE state
               WHEN 'met' THEN
                   met_at IS NULL OR met_at > deadline OR met_at < started_at
               WHEN 'missed' THEN
                   met_at IS NULL AND deadline > now() AT TIME ZONE 'UTC'
               ELSE met_at IS NOT NULL END
    """


@invariant("No step of an escalation ran twice for an SLA", 'lead.sla.escalation.log')
def escalation_runs_once():
    return """
        SELECT max(id) FROM lead_sla_escalation_log
      GROUP BY sla_id, escalation_id HAVING count(*) > 1
    """


@invariant("The first touch of a lead is its first touch", needs=['lead.touch'])
def first_touch_is_the_first():
    # to the second: what is written by hand, as in demo data, has its own fractions
    return """
        SELECT lead.id FROM crm_lead lead
          JOIN lead_touch touch ON touch.lead_id = lead.id AND touch.direction = 'out'
      GROUP BY lead.id
        HAVING lead.first_touch_at IS NULL
            OR abs(extract(epoch FROM lead.first_touch_at - min(touch.date))) > 1
    """


@invariant("What reports have counted of touches is what is there", needs=['lead.touch'])
def touches_are_counted_right():
    return """
        SELECT lead_id FROM (
            SELECT lead_id, attempt,
                   row_number() OVER (PARTITION BY lead_id ORDER BY date, id) AS number
              FROM lead_touch WHERE direction = 'out'
        ) AS touch WHERE attempt != number
         UNION
        SELECT assignment.lead_id FROM lead_assignment AS assignment
         WHERE assignment.first_touch_at IS DISTINCT FROM (
                SELECT min(touch.date) FROM lead_touch AS touch
                 WHERE touch.lead_id = assignment.lead_id AND touch.direction = 'out'
                   AND touch.date >= assignment.assigned_at)
           AND assignment.first_touch_at IS NOT NULL
    """
