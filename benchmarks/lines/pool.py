from statistics import median

from ..company import hire, make_leads
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch

FEW = 1000
ROUNDS = 40
WARM_UP = 5
COUNT_LIMIT = 1001  # of the views, one more than they count
FILL = """
    INSERT INTO crm_lead ({columns})
    SELECT {values}
      FROM crm_lead AS model, generate_series(1, %s) AS number
     WHERE model.id = %s
"""


@benchmark(
    Line('claim next', 'ms', 1.5, 'lower'),
    Line('claim from the list', 'ms', 1.5, 'lower'),
    Line('open the list of the pool', 'ms', 1.5, 'lower'),
    Line('open the list of all pools', 'ms', 1.5, 'lower'),
    Line('count what waits', 'ms', 1.5, 'lower'),
    sizes=[100_000],
)
class Pool:
    """A member works in a pool with so many leads waiting, against one with a thousand."""

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        return measure(env, size)

    @staticmethod
    def yardstick(env, _size):
        return measure(env, FEW)


def measure(env, size):
    rep = hire(env)[0][0]
    pool = env['lead.pool'].create(
        {'name': 'Pool', 'user_ids': [(6, 0, rep.ids)], 'daily_cap': size, 'open_cap': size}
    )
    env['lead.distribution.rule'].create(
        {'name': 'To the pool', 'method': 'pool', 'pool_id': pool.id}
    )
    fill(env, make_leads(env, 1), size)
    pool = pool.with_user(rep)
    leads = env['crm.lead'].with_user(rep)
    action = pool.action_open_leads()
    listed = leads.with_context(**action['context'])
    offered = leads.with_context(lead_pool_order='score')
    waiting = [('distribution_state', '=', 'pool'), ('is_claimable', '=', True)]
    fields = {name: {} for name in ('name', 'lead_grade', 'lead_score', 'create_date')}
    numbers = iter(leads.search([('pool_id', '=', pool.id)], order='id', limit=ROUNDS).ids)
    operations = [
        pool.action_claim_next,
        lambda: leads.browse(next(numbers)).action_claim(),
        lambda: listed.web_search_read(action['domain'], fields, limit=80, count_limit=COUNT_LIMIT),
        lambda: offered.web_search_read(waiting, fields, limit=40, count_limit=COUNT_LIMIT),
        lambda: pool.read(['available_text']),
    ]
    return [milliseconds(env, operation) for operation in operations]


def fill(env, lead, size):
    """Have as many copies of a lead wait in its pool, graded and aged like real ones."""
    env['crm.lead']._cron_distribute()
    env.flush_all()
    own = {
        'lead_score': '(number * 7919) %% 100',
        'lead_grade': "(ARRAY['a', 'b', 'c', 'd'])[1 + number %% 4]",
        'pooled_at': "model.pooled_at - number * interval '1 second'",
    }
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'crm_lead'"
        " AND column_name <> 'id'"
    )
    columns = [name for (name,) in env.cr.fetchall()]
    statement = FILL.format(
        columns=', '.join(f'"{name}"' for name in columns),
        values=', '.join(own.get(name, f'model."{name}"') for name in columns),
    )
    env.cr.execute(statement, [size, lead.id])
    env.cr.commit()
    env.cr.execute('ANALYZE crm_lead')
    env.cr.commit()


def milliseconds(env, operation):
    seconds = []
    for number in range(ROUNDS):
        with Stopwatch(env) as watch:
            operation()
        if number >= WARM_UP:
            seconds.append(watch.seconds)
    return 1000 * median(seconds)
