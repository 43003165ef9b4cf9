"""Policies and SLAs for tests from outside."""

from datetime import UTC, datetime, timedelta

from tests.company import SALESMAN

TWICE = """
    SELECT sla_id, escalation_id, count(*) FROM lead_sla_escalation_log
     GROUP BY 1, 2 HAVING count(*) > 1
"""
TORN = """
    SELECT sla.id, sla.state, log.outcome, assignment.release_reason
      FROM lead_sla AS sla
      JOIN lead_assignment AS assignment ON assignment.id = sla.assignment_id
 LEFT JOIN lead_sla_escalation_log AS log ON log.sla_id = sla.id AND log.outcome != 'reminded'
                                         AND log.outcome NOT IN ('told', 'no_leader')
     WHERE (log.outcome = 'moved') IS DISTINCT FROM (assignment.release_reason = 'lapsed')
       AND (log.outcome = 'moved' OR assignment.release_reason = 'lapsed')
        OR log.id IS NOT NULL AND sla.state != 'missed'
"""
EMPTY = "SELECT id FROM lead_sla_escalation_log WHERE outcome IS NULL"
NOTES = """
    SELECT log.id, count(message.id)
      FROM lead_sla_escalation_log AS log
 LEFT JOIN mail_message AS message
        ON message.model = 'crm.lead' AND message.res_id = log.lead_id
       AND message.body LIKE %s
     WHERE log.outcome = %s
     GROUP BY log.id HAVING count(message.id) != 1
"""


class FollowUp:
    """A company that promises to answer within an hour, and moves on what is not answered."""

    def __init__(self, company, query):
        self.company = company
        self.query = query
        self.reps = []
        self.login = ''

    def set_up(self, *steps, reps=3):
        """Hire salespeople, in turn, and make a policy with these steps and a move to the next."""
        number = self.query('SELECT count(*) FROM res_users')[0][0]
        self.login = f'rep{number}x0'
        self.reps = [self.company.hire(f'rep{number}x{n}', SALESMAN) for n in range(reps)]
        self.company.rule("In turn", self.reps)
        ladder = [*steps, {'action': 'reassign'}]
        self.company.admin.call(
            'lead.sla.policy',
            'create',
            {
                'name': "Within an hour",
                'quiet_hours': 'none',
                'target_ids': [(0, 0, {'amount': 1, 'unit': 'hour', 'time_base': 'clock'})],
                'escalation_ids': [(0, 0, step) for step in ladder],
            },
        )

    def give(self, count):
        """Give new leads to the first salesperson and return them."""
        owner = self.reps[0].uid
        vals = {'name': "To answer", 'user_id': owner, 'type': 'opportunity'}
        return self.company.leads(*([vals] * count))

    def let_due(self, leads, seconds=-60):
        """Have the deadlines of these leads come in so many seconds."""
        self.query(
            """
            UPDATE lead_assignment SET assigned_at = assigned_at - '1h'::interval
             WHERE lead_id = ANY(%s) AND released_at IS NULL RETURNING id
            """,
            leads,
        )
        self.query(
            """
            UPDATE lead_sla AS sla
               SET started_at = sla.started_at - '1h'::interval,
                   deadline = due.at, next_event_at = due.at
              FROM (SELECT now() AT TIME ZONE 'UTC' + %s * '1s'::interval AS at) AS due
             WHERE sla.lead_id = ANY(%s) AND sla.state = 'running' RETURNING sla.id
            """,
            seconds,
            leads,
        )

    def left(self, leads):
        """Count the SLAs that wait for the sweep."""
        [[count]] = self.query(
            """
            SELECT count(*) FROM lead_sla
             WHERE lead_id = ANY(%s) AND next_event_at <= now() AT TIME ZONE 'UTC'
            """,
            leads,
        )
        return count

    def is_idle(self, xml_id):
        """Tell whether no server is running this cron."""
        cron = self.company.admin.ref(xml_id)
        return bool(self.query('SELECT id FROM ir_cron WHERE id = %s FOR UPDATE SKIP LOCKED', cron))

    def wakes(self, xml_id):
        """Count how often this cron is to be woken in the next minute."""
        cron = self.company.admin.ref(xml_id)
        [[count]] = self.query(
            """
            SELECT count(*) FROM ir_cron_trigger, (SELECT now() AT TIME ZONE 'UTC' AS at) AS time
             WHERE cron_id = %s AND call_at > time.at AND call_at <= time.at + '1min'::interval
            """,
            cron,
        )
        return count

    def moment(self, **offset):
        """Return a time in UTC as a client sends it."""
        return (datetime.now(UTC) + timedelta(**offset)).strftime('%Y-%m-%d %H:%M:%S')

    def check(self):
        """Each step has run once, has done what it says, and has said so once on its lead."""
        assert not self.query(TWICE)
        torn = self.query(TORN)
        assert not torn, torn[:5]
        assert not self.query(EMPTY)
        assert not self.query(NOTES, '%moved on from%', 'moved')
        assert not self.query(NOTES, '%was reminded%', 'reminded')
        assert not self.query("SELECT id, error FROM lead_sla WHERE error IS NOT NULL")
