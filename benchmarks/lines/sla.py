from datetime import timedelta

from ..company import hire, make_leads
from ..copies import copy_lead
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch

DUE = 500
FEW = 10_000
# a lead has been had twice, with five promises each time
CLOCKS_PER_LEAD = 10
KINDS = ('acceptance', 'first_response', 'next_response', 'touches', 'decision')
# clocks of some years: nearly all done, some running for weeks to come, DUE of them due now
FILL = """
    WITH held AS (
        SELECT lead.id, lead.number, turn,
               now() AT TIME ZONE 'UTC' - (turn + 1) * interval '1 hour' AS assigned_at
          FROM (SELECT id, row_number() OVER (ORDER BY id) AS number
                  FROM crm_lead WHERE name LIKE 'Lead %%') AS lead,
               generate_series(0, 1) AS turn
    ), stint AS (
        INSERT INTO lead_assignment (lead_id, user_id, team_id, origin, assigned_at, released_at,
                                     release_reason, latency_minutes)
        SELECT id, %(rep)s, %(team)s, 'rule', assigned_at, closed.at,
               CASE WHEN closed.at IS NOT NULL THEN 'closed' END, 1
          FROM held
     LEFT JOIN LATERAL (SELECT assigned_at + interval '1 hour' AS at) AS closed
            ON turn = 1 OR number > %(open)s
     RETURNING id, lead_id, assigned_at, released_at
    ), clock AS (
        SELECT stint.*, target.id AS target_id, target.policy_id, target.kind, target.amount,
               target.unit, target.time_base,
               CASE WHEN stint.released_at IS NULL AND target.kind = 'first_response'
                    THEN row_number() OVER (PARTITION BY target.kind, stint.released_at IS NULL
                                            ORDER BY stint.id) END AS number
          FROM stint, lead_sla_target AS target
         WHERE target.policy_id = %(policy)s
    )
    INSERT INTO lead_sla (lead_id, assignment_id, target_id, policy_id, kind, amount, unit,
                          time_base, user_id, team_id, company_id, started_at, counts_from,
                          deadline, next_event_at, state, met_at)
    SELECT lead_id, id, target_id, policy_id, kind, amount, unit, time_base, %(rep)s, %(team)s,
           %(company)s, assigned_at, assigned_at, due.at,
           CASE WHEN number IS NOT NULL THEN due.at END,
           CASE WHEN number IS NULL THEN 'met' ELSE 'running' END,
           CASE WHEN number IS NULL THEN assigned_at END
      FROM clock
CROSS JOIN LATERAL (
           SELECT CASE WHEN number > %(due)s
                       THEN now() AT TIME ZONE 'UTC' + number * interval '1 hour'
                       ELSE assigned_at + interval '30 minutes' END AS at) AS due
"""


@benchmark(Line('sweep 500 due clocks', 's', 1.5, 'lower'), sizes=[1_000_000])
class Sweep:
    """Miss 500 clocks among many, against 500 among a hundredth of them."""

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        return [sweep(env, size)]

    @staticmethod
    def yardstick(env, _size):
        return [sweep(env, FEW)]


def sweep(env, size):
    """Return the seconds in which the due clocks among ``size`` are missed."""
    fill(env, size)
    clocks = env['lead.sla']
    assert clocks.search_count([('next_event_at', '<=', env.cr.now())]) == DUE
    assert clocks.search_count([]) == size
    with Stopwatch(env) as watch:
        clocks._cron_sweep()
    found = dict(clocks._read_group([], ['state'], ['__count']))
    assert found == {'met': size - 2 * DUE, 'running': DUE, 'missed': DUE}, found
    return watch.seconds


def fill(env, size):
    """Make so many clocks: ``DUE`` due now, ``DUE`` in the days to come, all others done."""
    policy = env['lead.sla.policy'].create(
        {
            'name': 'Fast',
            'target_ids': [
                (0, 0, {'kind': kind, 'amount': 30, 'time_base': 'clock', 'min_touches': 1})
                for kind in KINDS
            ],
            'escalation_ids': [(0, 0, {'action': 'activity_leader', 'minutes': 0})],
        }
    )
    rep = hire(env)[0][0]
    team = env['crm.team'].create({'name': 'Team', 'user_id': env.user.id})
    # what the lead says in its chatter and whose turn it was is not what is measured
    quiet = env(context={**env.context, 'tracking_disable': True, 'lead_assigning': True})
    lead = make_leads(quiet, 1)
    lead.write({'user_id': rep.id, 'team_id': team.id})
    copy_lead(env, lead, size // CLOCKS_PER_LEAD - 1, {'name': "'Lead ' || n"})
    env.cr.execute(
        FILL,
        {
            'due': DUE,
            'open': 2 * DUE,
            'rep': rep.id,
            'team': team.id,
            'company': env.company.id,
            'policy': policy.id,
        },
    )
    env.cr.commit()
    env.cr.execute('ANALYZE')
    env.cr.commit()


@benchmark(Line('deadlines in working time', 'deadlines/s', 10, 'higher'), sizes=[10_000])
class Deadlines:
    """Work out deadlines of many starts and lengths, against Odoo's ``plan_hours`` in a loop."""

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        from odoo.addons.lead_distribution.tools.working_time import WorkingTime

        schedule, jobs = make_jobs(env, size)
        with Stopwatch(env) as watch:
            found = WorkingTime().plan([(schedule, *job) for job in jobs])
        # equal to the minute: every tenth, to wait for no more than a part of the loop
        for (start, work), end in list(zip(jobs, found, strict=True))[::10]:
            assert abs(end - plan(schedule, start, work)) < timedelta(minutes=1), (start, work)
        return [size / watch.seconds]

    @staticmethod
    def yardstick(env, size):
        schedule, jobs = make_jobs(env, size)
        jobs = jobs[::10]
        with Stopwatch(env) as watch:
            for job in jobs:
                plan(schedule, *job)
        return [len(jobs) / watch.seconds]


def make_jobs(env, size):
    """Return working hours with lunch and holidays, and starts and lengths over half a year."""
    # known only inside an Odoo that has the addon
    from odoo.addons.lead_distribution.tools.working_time import Schedule

    calendar = env['resource.calendar'].create({'name': 'Office', 'tz': 'Europe/Paris'})
    now = env.cr.now().replace(second=0, microsecond=0)
    env['resource.calendar.leaves'].create(
        [
            {
                'name': 'Holiday',
                'calendar_id': calendar.id,
                'date_from': now + timedelta(days=9 * number),
                'date_to': now + timedelta(days=9 * number + 1),
            }
            for number in range(20)
        ]
    )
    schedule = Schedule(calendar, env['resource.resource'], env.company, calendar.tz)
    jobs = [
        (
            now + timedelta(minutes=26 * number),
            # never to the second of closing time, where Odoo's floats may go on to the next day
            timedelta(minutes=1 + 37 * number % (3 * 8 * 60), seconds=7),
        )
        for number in range(size)
    ]
    return schedule, jobs


def plan(schedule, start, work):
    return schedule.calendar.plan_hours(work / timedelta(hours=1), start, compute_leaves=True)


@benchmark(Line('complete an activity', 'ms', 1.5, 'lower'), sizes=[200])
class Activity:
    """Mark calls as done that stop a running clock, a transaction each, against plain Odoo."""

    @staticmethod
    def ours(env, size):
        env['lead.sla.policy'].create({'name': 'Fast', 'target_ids': [(0, 0, {'amount': 30})]})
        return complete(env, size)

    @staticmethod
    def yardstick(env, size):
        return complete(env, size)


def complete(env, size):
    warm_up = 10
    rep = hire(env)[0][0]
    leads = make_leads(env, size + warm_up)
    leads.with_context(mail_auto_subscribe_no_notify=True).user_id = rep
    call = env.ref('mail.mail_activity_data_call')
    activities = env['mail.activity'].with_context(mail_activity_quick_update=True)
    activities = activities.create(
        [
            {
                'activity_type_id': call.id,
                'res_model_id': env['ir.model']._get_id('crm.lead'),
                'res_id': lead.id,
                'user_id': rep.id,
            }
            for lead in leads
        ]
    )
    seconds = 0
    for number, activity in enumerate(activities.with_env(env(user=rep.id))):
        with Stopwatch(env) as watch:
            activity.action_feedback()
        seconds += watch.seconds if number >= warm_up else 0
    if 'lead.sla' in env:
        assert set(leads.sla_ids.mapped('state')) == {'met'}
    return [1000 * seconds / size]
