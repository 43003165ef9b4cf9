"""A server killed in the middle of a run: nothing is lost, nothing is given twice."""

import os
import random
import signal
import time

import psutil

from tests.client import wait_for
from tests.company import SALESMAN, Company
from tests.leads import copy_leads

LEADS = 2500
REPS = 3
KILLS = 2  # after three in a row Odoo lets a job rest until its next regular time
STINTS = """
    SELECT member.user_id, COALESCE(member.assigned_count, 0), COALESCE(member.deficit, 0),
           (SELECT count(*) FROM lead_assignment WHERE member_id = member.id)
      FROM lead_distribution_member AS member
"""


def kill(server):
    """Kill a server and its workers as a power cut would."""
    main = psutil.Process(server.pid)
    for process in [main, *main.children(recursive=True)]:
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs([main], timeout=10)


def test_killed_runs_are_continued_and_give_each_lead_once(fresh_db, odoo_server, psql):
    server = odoo_server(fresh_db)
    company = Company(server.url, fresh_db)
    reps = [company.hire(f'rep{number}', SALESMAN) for number in range(REPS)]
    company.rule("In turn", reps)
    [first] = company.leads({'name': "To give", 'user_id': False})
    wait_for(lambda: company.admin.read('crm.lead', first, 'user_id')['user_id'])
    copy_leads(psql, fresh_db, LEADS)

    def count(condition):
        return psql(fresh_db, f'SELECT count(*) FROM crm_lead WHERE {condition}')[0][0]

    left_over = []
    for _kill in range(KILLS):
        company.wake(psql, 'lead_distribution.ir_cron_distribute')
        time.sleep(random.uniform(0.2, 1.5))
        kill(server)
        left_over.append(count("distribution_state = 'pending'"))
        check(psql, fresh_db)
        server = odoo_server(fresh_db)
        company = Company(server.url, fresh_db)
    assert left_over[0], "no kill came in time to be in the middle of anything"

    company.wake(psql, 'lead_distribution.ir_cron_distribute')
    wait_for(lambda: count("distribution_state = 'pending'") == 0, seconds=120)
    assert count("user_id IS NULL AND name = 'To give'") == 0
    check(psql, fresh_db)
    given = [row[3] for row in psql(fresh_db, STINTS)]
    assert sum(given) == LEADS + 1
    assert max(given) - min(given) <= 1, given


def check(psql, db):
    """The log agrees with the leads, and the counters of the members with the log."""
    torn = psql(
        db,
        """
        SELECT lead.id
          FROM crm_lead AS lead
          LEFT JOIN lead_assignment AS stint
                 ON stint.lead_id = lead.id AND stint.released_at IS NULL
         GROUP BY lead.id
        HAVING count(stint.id) != (lead.user_id IS NOT NULL)::int
            OR min(stint.user_id) IS DISTINCT FROM lead.user_id
        """,
    )
    assert not torn, f"leads and log disagree: {torn[:5]}"
    for user, counted, deficit, logged in psql(db, STINTS):
        assert (counted, round(deficit)) == (logged, logged), f"the counters of user {user}"
