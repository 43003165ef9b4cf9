"""A server killed in the middle of a sweep: it goes on where it stopped, and does nothing twice."""

import random
import time

from tests.client import wait_for
from tests.company import Company
from tests.follow_up import FollowUp
from tests.test_crash import kill

LEADS = 600
KILLS = 2  # after three in a row Odoo lets a job rest until its next regular time
SWEEP = 'lead_sla.ir_cron_sweep'


def test_killed_sweeps_are_continued_and_run_each_step_once(fresh_db, odoo_server, psql):
    server = odoo_server(fresh_db)
    company = Company(server.url, fresh_db)
    late = FollowUp(company, lambda statement, *values: psql(fresh_db, statement, values or None))
    late.set_up({'action': 'remind', 'minutes': -5})
    leads = [lead for _batch in range(6) for lead in late.give(LEADS // 6)]
    late.let_due(leads)
    left = []
    for _kill in range(KILLS):
        company.wake(psql, SWEEP)
        time.sleep(random.uniform(0.5, 2))
        kill(server)
        left.append(late.left(leads))
        late.check()
        server = odoo_server(fresh_db)
        company = Company(server.url, fresh_db)
    company.wake(psql, SWEEP)
    assert left[0], "no kill came in time to be in the middle of anything"
    wait_for(lambda: late.left(leads) == 0, seconds=120)
    late.check()
    outcomes = dict(
        late.query('SELECT outcome, count(*) FROM lead_sla_escalation_log GROUP BY outcome')
    )
    assert outcomes == {'reminded': LEADS, 'moved': LEADS}
