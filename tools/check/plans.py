"""Follow-up plans, and what a customer still remembers."""

from .registry import invariant


@invariant("A plan has at most one open step on a lead at a time", 'lead.plan.run')
def one_open_step():
    return """
        SELECT run_id FROM lead_plan_step
         WHERE state = 'open'
      GROUP BY run_id HAVING count(*) > 1
    """


@invariant("A plan that has ended has no open step, and says why it stopped", 'lead.plan.run')
def ended_plans_are_over():
    return """
        SELECT run.id FROM lead_plan_run run
         WHERE (run.state = 'stopped') != (run.stop_reason IS NOT NULL)
            OR run.state != 'running'
           AND (run.next_at IS NOT NULL
                OR EXISTS (SELECT FROM lead_plan_step WHERE run_id = run.id AND state = 'open'))
    """


@invariant("No plan goes on for a lead it has nothing more to do with", 'lead.plan.run')
def plans_end_with_their_lead():
    # what is due is looked at again before anything happens
    return """
        SELECT run.id FROM lead_plan_run run
          JOIN mail_activity_plan plan ON plan.id = run.plan_id
          JOIN crm_lead lead ON lead.id = run.lead_id
     LEFT JOIN lead_status status ON status.id = lead.lead_status_id
         WHERE run.state = 'running'
           AND (run.next_at IS NULL OR run.next_at > now() AT TIME ZONE 'UTC')
           AND NOT CASE plan.lead_event
               WHEN 'won' THEN lead.won_status = 'won'
               WHEN 'recycled' THEN lead.active AND status.meaning = 'recycle'
               ELSE lead.active AND lead.won_status = 'pending'
                    AND COALESCE(status.meaning, 'new')
                        NOT IN ('recycle', 'unreachable', 'trash') END
    """


@invariant("A plan, its steps and their activities are of one lead", 'lead.plan.step')
def steps_are_of_one_lead():
    return """
        SELECT step.id FROM lead_plan_step step
          JOIN lead_plan_run run ON run.id = step.run_id
     LEFT JOIN mail_activity activity ON activity.id = step.activity_id
         WHERE step.lead_id != run.lead_id
            OR (activity.res_model, activity.res_id) != ('crm.lead', step.lead_id)
    """


@invariant("An open step is an open activity, a closed one is none", 'lead.plan.step')
def open_steps_are_on_a_list():
    return """
        SELECT step.id FROM lead_plan_step step
     LEFT JOIN mail_activity activity ON activity.id = step.activity_id
         WHERE (step.state = 'open') != COALESCE(activity.active, FALSE)
            OR (step.state = 'open') != (step.done_at IS NULL)
    """


@invariant("No plan waits for a look that was due a day ago", 'lead.plan.run')
def plans_move():
    return """
        SELECT id FROM lead_plan_run
         WHERE error IS NULL AND next_at < now() AT TIME ZONE 'UTC' - '1 day'::interval
    """


@invariant("A lead is forgotten when its last contact and half-life say", needs=['lead.touch'])
def leads_are_forgotten_in_time():
    # R(t) = 2^(-t / half-life) falls below the threshold after half-life x -log2(threshold) days
    return """
        SELECT lead.id FROM crm_lead lead
     LEFT JOIN crm_team team ON team.id = lead.team_id
          JOIN res_company company
            ON company.id = COALESCE(
                   lead.company_id, team.company_id, (SELECT min(id) FROM res_company))
    CROSS JOIN LATERAL (
            SELECT lead.last_contact_at
                 + COALESCE(NULLIF(team.lead_half_life_days, 0),
                            NULLIF(company.lead_half_life_days, 0))
                 * -log(2.0, company.lead_forget_threshold / 100.0)
                 * '1 day'::interval AS forget_at
          ) AS memory
         WHERE (lead.forget_at IS NULL) != (memory.forget_at IS NULL)
            OR abs(extract(epoch FROM lead.forget_at - memory.forget_at)) > 2
            OR lead.forget_next_at != lead.forget_at
    """


@invariant("The last contact is the last touch that got through", needs=['lead.touch'])
def last_contact_is_the_last():
    return """
        SELECT lead.id FROM crm_lead lead
          JOIN lead_touch touch ON touch.lead_id = lead.id
         WHERE touch.outcome IS NULL OR touch.outcome NOT IN ('no_answer', 'busy', 'wrong_number')
      GROUP BY lead.id
        HAVING lead.last_contact_at IS NULL
            OR lead.last_contact_at < max(touch.date) - '1 second'::interval
    """


@invariant("No reminder of a lapse is overdue by more than a day", needs=['lead.touch'])
def lapses_are_told():
    return """
        SELECT id FROM crm_lead
         WHERE forget_next_at < now() AT TIME ZONE 'UTC' - '1 day'::interval
    """
