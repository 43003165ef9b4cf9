from ..company import REGIONS, TEAMS, hire, make_leads, make_teams
from ..copies import copy_lead
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch

SMALL = 1000
# what differs from lead to lead, as in company.lead_vals
OWN = {
    'name': "'Lead ' || n",
    'city': f"'Region ' || n % {TEAMS}",
    'email_from': "'c' || n || '@c' || n || '.example'",
    'email_normalized': "'c' || n || '@c' || n || '.example'",
    'phone': "'+1555' || n",
    'distribution_state': "'pending'",
    **dict.fromkeys(['user_id', 'first_assigned_at', 'next_try_at', 'phone_sanitized'], 'NULL'),
}


@benchmark(Line('time per lead, against 1,000 leads', 'ms', 1.3, 'lower'), sizes=[100000])
class Flat:
    """Give out very many waiting leads at once, against a thousand of the same."""

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        set_up(env)
        return [time_per_lead(env, size)]

    @staticmethod
    def yardstick(env, _size):
        set_up(env)
        time_per_lead(env, SMALL)  # what is loaded once is loaded before either is measured
        return [min(time_per_lead(env, SMALL) for _repetition in range(3))]


def set_up(env):
    crews = hire(env)
    env['lead.distribution.rule'].create(
        [
            {
                'name': region,
                'domain': f"[('city', '=', '{region}')]",
                'team_id': team.id,
                'member_ids': [(0, 0, {'user_id': rep.id}) for rep in crew],
            }
            for region, team, crew in zip(REGIONS, make_teams(env, crews), crews, strict=True)
        ]
    )


def time_per_lead(env, size):
    """Return the milliseconds a waiting lead takes until it has an owner."""
    wait(env, size)
    with Stopwatch(env) as watch:
        env['crm.lead']._cron_distribute()
    env.cr.execute("SELECT count(*) FROM crm_lead WHERE distribution_state = 'pending'")
    [waiting] = env.cr.fetchone()
    assert not waiting, f'{waiting} of {size} leads still wait'
    env.cr.execute("UPDATE crm_lead SET active = false, email_normalized = NULL, phone = NULL")
    return 1000 * watch.seconds / size


def wait(env, size):
    """Have so many leads wait."""
    model = make_leads(env, 1)
    model.distribution_state = False
    copy_lead(env, model, size, OWN)
