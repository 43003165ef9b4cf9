"""Who has a lead, why, and within which limits."""

from .registry import invariant


@invariant("A lead has at most one owner at a time", needs=['lead.assignment'])
def one_open_stint():
    return """
        SELECT lead_id FROM lead_assignment
         WHERE released_at IS NULL
      GROUP BY lead_id HAVING count(*) > 1
    """


@invariant("The owner of a lead holds its open stint", needs=['lead.assignment'])
def owner_holds_the_stint():
    # leads that had an owner before the addon came have no stint and no distribution state
    return """
        SELECT DISTINCT lead.id FROM crm_lead lead
     LEFT JOIN lead_assignment stint ON stint.lead_id = lead.id AND stint.released_at IS NULL
         WHERE (stint.id IS NOT NULL AND stint.user_id IS DISTINCT FROM lead.user_id)
            OR (stint.id IS NULL AND lead.distribution_state = 'assigned')
    """


@invariant("Archived leads are nobody's stint", needs=['lead.assignment'])
def archived_leads_are_released():
    return """
        SELECT lead.id FROM crm_lead lead
          JOIN lead_assignment stint ON stint.lead_id = lead.id AND stint.released_at IS NULL
         WHERE NOT lead.active
    """


@invariant("A stint ends after it began, with a reason", 'lead.assignment')
def stint_ends_with_a_reason():
    return """
        SELECT id FROM lead_assignment
         WHERE (released_at IS NULL) != (release_reason IS NULL) OR released_at < assigned_at
    """


@invariant("Nobody was given more leads in a day than his limit", 'lead.assignment')
def daily_limit_holds():
    # a limit counts what the engine counts: all but what a person gave, since the rep's midnight;
    # it binds what came after it was set
    return f"""
        WITH given AS (
            SELECT stint.id, {limit_of('daily_cap')} AS cap, {limit_of('write_date')} AS since,
                   stint.assigned_at,
                   row_number() OVER (
                       PARTITION BY stint.user_id, {local_day('stint.assigned_at')}
                       ORDER BY stint.assigned_at, stint.id
                   ) AS number
              FROM lead_assignment stint
              JOIN res_users rep ON rep.id = stint.user_id
              JOIN res_partner person ON person.id = rep.partner_id
         LEFT JOIN lead_distribution_member member ON member.id = stint.member_id
         LEFT JOIN lead_pool pool ON pool.id = stint.pool_id
             WHERE stint.origin != 'manual'
        )
        SELECT id FROM given WHERE cap > 0 AND number > cap AND assigned_at > since
    """


@invariant("Nobody was given a lead beyond his limit of open ones", 'lead.assignment')
def open_limit_holds():
    # counted at the moment of each assignment: what comes by hand later may exceed the limit
    return f"""
        WITH given AS (
            SELECT stint.*, {limit_of('open_cap')} AS cap, {limit_of('write_date')} AS since
              FROM lead_assignment stint
         LEFT JOIN lead_distribution_member member ON member.id = stint.member_id
         LEFT JOIN lead_pool pool ON pool.id = stint.pool_id
             WHERE stint.origin != 'manual'
        )
        SELECT given.id FROM given
          JOIN lead_assignment held
            ON held.user_id = given.user_id
           AND (held.assigned_at, held.id) <= (given.assigned_at, given.id)
           AND COALESCE(held.released_at, 'infinity') > given.assigned_at
          JOIN crm_lead lead
            ON lead.id = held.lead_id
           AND (lead.won_status = 'pending' OR lead.date_closed > given.assigned_at)
         WHERE given.cap > 0 AND given.assigned_at > given.since
      GROUP BY given.id, given.cap HAVING count(*) > given.cap
    """


def limit_of(column):
    """Name a column of what limited a stint: the pool it was claimed from, or the member."""
    return f'CASE WHEN stint.pool_id IS NULL THEN member.{column} ELSE pool.{column} END'


def local_day(column):
    return f"(({column} AT TIME ZONE 'UTC') AT TIME ZONE COALESCE(person.tz, 'UTC'))::date"


@invariant(
    "Every lead without an owner has a place, or a reason and a next try", needs=['lead.pool']
)
def unowned_leads_are_somewhere():
    # a rule for the lead's company makes its distribution our business from then on
    return """
        SELECT lead.id FROM crm_lead lead
     LEFT JOIN lead_status status ON status.id = lead.lead_status_id
         WHERE lead.active AND lead.won_status = 'pending' AND lead.user_id IS NULL
           AND CASE COALESCE(lead.distribution_state, '')
               WHEN 'pool' THEN lead.pool_id IS NULL
               WHEN 'pending' THEN FALSE
               WHEN 'waiting' THEN
                   lead.next_try_at IS NULL
                   OR COALESCE(jsonb_typeof(lead.distribution_reason::jsonb), 'null') != 'object'
               WHEN 'assigned' THEN TRUE
               WHEN '' THEN status.meaning IN ('passed', 'accepted') AND EXISTS (
                   SELECT 1 FROM lead_distribution_rule rule
                    WHERE rule.active AND rule.create_date < lead.lead_status_date
                      AND (rule.company_id IS NULL OR lead.company_id IS NULL
                           OR rule.company_id = lead.company_id))
               ELSE COALESCE(jsonb_typeof(lead.distribution_reason::jsonb), 'null') != 'object'
               END
    """


@invariant("No lead waits for a run that should have come a day ago", needs=['lead.pool'])
def queue_moves():
    return """
        SELECT id FROM crm_lead
         WHERE active AND won_status = 'pending' AND user_id IS NULL
           AND (   (distribution_state = 'waiting' AND next_try_at < now_utc() - '1 day'::interval)
                OR (distribution_state = 'pending'
                    AND distribution_date < now_utc() - '1 day'::interval))
    """.replace('now_utc()', "now() AT TIME ZONE 'UTC'")


@invariant("A lead lies in a pool exactly if it has no owner yet", needs=['lead.pool'])
def pool_leads_are_unowned():
    return """
        SELECT id FROM crm_lead
         WHERE (pool_id IS NOT NULL) != (COALESCE(distribution_state, '') = 'pool')
            OR (pool_id IS NOT NULL AND user_id IS NOT NULL)
    """


@invariant(
    "The turn of a member covers what the log has booked",
    'lead.distribution.member',
    needs=['lead.assignment'],
)
def turn_covers_the_log():
    # whoever joins or comes back starts level with the others, so a turn may be further on
    return """
        SELECT member.id FROM lead_distribution_member member
          JOIN lead_assignment stint ON stint.member_id = member.id
         WHERE COALESCE(stint.release_reason, '')
               NOT IN ('lapsed', 'returned', 'reassigned', 'archived', 'leave', 'team_changed')
      GROUP BY member.id HAVING sum(stint.booked) > COALESCE(member.deficit, 0) + 0.000001
    """
