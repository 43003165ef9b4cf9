"""Clocks, their escalation, and touches."""

from .registry import invariant


@invariant("A running clock has a next event, a paused one none; its rep has the lead", 'lead.sla')
def clocks_are_wound():
    # a clock that failed is set aside with its error
    return """
        SELECT clock.id FROM lead_sla clock
          JOIN lead_assignment stint ON stint.id = clock.assignment_id
         WHERE clock.state IN ('running', 'paused')
           AND (clock.deadline IS NULL
                OR (clock.state = 'paused') != (clock.paused_at IS NOT NULL)
                OR (clock.error IS NULL
                    AND (clock.state = 'paused') != (clock.next_event_at IS NULL))
                OR stint.released_at IS NOT NULL
                OR stint.user_id != clock.user_id)
    """


@invariant("A clock says met, missed or running as its answer and deadline do", 'lead.sla')
def clocks_tell_the_truth():
    return """
        SELECT id FROM lead_sla
         WHERE CASE state
               WHEN 'met' THEN
                   met_at IS NULL OR met_at > deadline OR met_at < started_at
               WHEN 'missed' THEN
                   met_at IS NULL AND deadline > now() AT TIME ZONE 'UTC'
               ELSE met_at IS NOT NULL END
    """


@invariant("No step of an escalation ran twice for a clock", 'lead.sla.escalation.log')
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
        SELECT stint.lead_id FROM lead_assignment AS stint
         WHERE stint.first_touch_at IS DISTINCT FROM (
                SELECT min(touch.date) FROM lead_touch AS touch
                 WHERE touch.lead_id = stint.lead_id AND touch.direction = 'out'
                   AND touch.date >= stint.assigned_at)
           AND stint.first_touch_at IS NOT NULL
    """
