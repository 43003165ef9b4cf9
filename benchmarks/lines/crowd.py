import itertools
import os
import threading
import time
from statistics import median

from requests.adapters import HTTPAdapter

from tests.client import Refused, Web
from tools.harness import environment, process
from tools.harness.server import Server

from ..company import make_leads
from ..registry import Line, benchmark
from ..runner import Server as DatabaseServer
from .pool import fill

CLIENTS = 50
WORKERS = 2
QUEUE = 8 * WORKERS  # as many connections as Odoo lets wait for its workers
TURN = 8  # claims of each client before it writes as often
PASSWORD = 'correct horse'


@benchmark(
    Line('claim over HTTP, median, to a bare write', 'x', 3, 'lower'),
    sizes=[2000],
)
class Crowd:
    """Fifty people on a two-worker server claim all leads of a pool, two of them each lead.

    The same fifty write leads of their own, which a claim is measured by: in turns with the claims,
    so that whatever else the machine does meanwhile slows both down, and as many writes as claims,
    so that both wait in a queue as long.
    """

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        share = size // CLIENTS
        reps = hire_crowd(env)
        pool = env['lead.pool'].create(
            {'name': 'Pool', 'user_ids': [(6, 0, reps.ids)], 'daily_cap': share, 'open_cap': share}
        )
        env['lead.distribution.rule'].create(
            {'name': 'To the pool', 'method': 'pool', 'pool_id': pool.id}
        )
        fill(env, make_leads(env, 1), size - 1)
        server = start(env.cr.dbname)
        try:
            proxy = Proxy()
            webs = [log_in(server, env.cr.dbname, rep.login, proxy) for rep in reps]
            claimed, written = in_turns(env, webs, claims(env, pool, share))
            check(env, pool, size, share, claimed)
            assert len(written) == len(claimed), f'{len(written)} written'
        finally:
            server.stop()
        won = [seconds for seconds, outcome in claimed if not isinstance(outcome, Refused)]
        return [median(won) / median(seconds for seconds, _outcome in written)]

    @staticmethod
    def yardstick(_env, _size):
        return [1]


def hire_crowd(env):
    groups = env.ref('base.group_user') | env.ref('sales_team.group_sale_salesman')
    reps = env['res.users'].with_context(no_reset_password=True)
    return reps.create(
        [
            {
                'name': f'Rep {number}',
                'login': f'rep{number}',
                'password': PASSWORD,
                'tz': 'UTC',
                'group_ids': [(6, 0, groups.ids)],
            }
            for number in range(CLIENTS)
        ]
    )


def start(db):
    # fifty clients in one process are slow to send; Odoo hangs up on them after two seconds
    os.environ.setdefault('ODOO_HTTP_SOCKET_TIMEOUT', '30')
    port = environment.free_port()
    log = process.log_file('server-crowd')
    return Server(DatabaseServer, db, log, port, workers=WORKERS, db_maxconn=64).wait()


class Proxy(HTTPAdapter):
    """What stands between browsers and Odoo: requests wait here, not in Odoo's queue.

    The system resets connections to a server that lets more wait than its queue holds.
    """

    def __init__(self):
        super().__init__(pool_maxsize=CLIENTS)
        self.places = threading.Semaphore(QUEUE)

    def send(self, *args, **kwargs):
        with self.places:
            return super().send(*args, **kwargs)


def log_in(server, db, login, proxy):
    web = Web(server.url, db, login, PASSWORD)
    web.http.mount('http://', proxy)
    return web


def claims(env, pool, share):
    """Return what each client claims: pairs of clients go for the same leads."""
    leads = env['crm.lead'].search([('pool_id', '=', pool.id)], order='id').ids
    pairs = [leads[start : start + 2 * share] for start in range(0, len(leads), 2 * share)]
    return [order for pair in pairs for order in (pair, pair[share // 2 :] + pair[: share // 2])]


def claim(web, lead):
    return web.call('crm.lead', 'action_claim', [lead])


def write(web, lead):
    return web.call('crm.lead', 'write', [lead], {'function': f'Buyer {time.perf_counter()}'})


def in_turns(env, webs, orders):
    """Have all claim a part of their leads, then write as often what is theirs, until all is done.

    Return ``(seconds, outcome)`` of each claim, and of each write.
    """
    claimed, written = [], []
    for stop in range(TURN, len(orders[0]) + TURN, TURN):
        turns = [order[stop - TURN : stop] for order in orders]
        claimed += at_once(webs, turns)
        env.cr.rollback()
        own = [itertools.cycle(own_leads(env, web)) for web in webs]
        turns = [[*itertools.islice(leads, TURN)] for leads in own]
        written += at_once(webs, turns, write)
    return claimed, written


def own_leads(env, web):
    return env['crm.lead'].search([('user_id', '=', web.uid)]).ids


def at_once(webs, works, operation=claim):
    """Have all clients do their work at the same time; return ``(seconds, outcome)`` of each call.

    A client that reaches its limit goes on: nobody may have more, however often he asks.
    """
    results = [[] for _web in webs]
    barrier = threading.Barrier(len(webs))

    def work(number):
        barrier.wait()
        for lead in works[number]:
            started = time.perf_counter()
            try:
                outcome = operation(webs[number], lead)
            except Refused as refused:
                outcome = refused
            results[number].append((time.perf_counter() - started, outcome))

    threads = [threading.Thread(target=work, args=[number]) for number in range(len(webs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [result for client in results for result in client]


def check(env, pool, size, share, outcomes):
    """Each lead once, nobody more than his limit, and no other answer than a plain sentence."""
    env.cr.rollback()
    refused = [outcome for _seconds, outcome in outcomes if isinstance(outcome, Refused)]
    assert {refusal.kind for refusal in refused} <= {'UserError'}, refused[:3]
    assert len(outcomes) - len(refused) == size, f'{len(outcomes) - len(refused)} claims won'
    env.cr.execute(
        "SELECT count(*), count(DISTINCT lead_id) FROM lead_assignment WHERE origin = 'claim'"
    )
    assert env.cr.fetchone() == (size, size), 'a lead was claimed twice'
    env.cr.execute('SELECT max(n) FROM (SELECT count(*) AS n FROM crm_lead GROUP BY user_id) AS x')
    assert env.cr.fetchone() == (share,), 'somebody has more leads than his limit'
    assert not env['crm.lead'].search_count([('pool_id', '=', pool.id)])
