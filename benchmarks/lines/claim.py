from ..company import hire, make_leads
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch

WARM_UP = 10


@benchmark(Line('claim a lead', 'ms', 3, 'lower'), sizes=[200])
class Claim:
    """Claim leads of a pool one by one, against writing the owner: a transaction each."""

    @staticmethod
    def ours(env, size):
        crews = hire(env)
        pool = env['lead.pool'].create(
            {
                'name': 'Pool',
                'user_ids': [(6, 0, crews[0].ids)],
                'daily_cap': 2 * size,
                'open_cap': 2 * size,
            }
        )
        env['lead.distribution.rule'].create(
            {'name': 'To the pool', 'method': 'pool', 'pool_id': pool.id}
        )
        leads = make_leads(env, size + WARM_UP)
        env['crm.lead']._cron_distribute()
        return measure(crews[0][0], leads, lambda lead: lead.action_claim())

    @staticmethod
    def yardstick(env, size):
        rep = hire(env)[0][0]
        leads = make_leads(env, size + WARM_UP)
        return measure(rep, leads, lambda lead: lead.write({'user_id': rep.id}))


def measure(rep, leads, operation):
    leads = leads.with_user(rep)
    seconds = 0
    for number, lead in enumerate(leads):
        with Stopwatch(lead.env) as watch:
            operation(lead)
        seconds += watch.seconds if number >= WARM_UP else 0
    assert leads.user_id == rep
    return [1000 * seconds / (len(leads) - WARM_UP)]
