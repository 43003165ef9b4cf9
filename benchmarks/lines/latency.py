import threading
import time
from statistics import quantiles

from tests.client import Web
from tools.harness import environment, process
from tools.harness.server import Server

from ..company import hire, lead_vals
from ..registry import Line, benchmark
from ..runner import Server as DatabaseServer

PACE = 0.2  # seconds between two leads
GIVE_UP = 30  # seconds
PROMISE = 1.0  # seconds from commit to owner


@benchmark(Line('commit to owner, p95', 's', 1, 'lower'), sizes=[200])
class Latency:
    """Five leads a second come in over HTTP at a running server, against the second we promise."""

    NEEDS_ADDONS = True

    @staticmethod
    def ours(env, size):
        crews = hire(env)
        env['lead.distribution.rule'].create(
            {
                'name': 'Everything',
                'member_ids': [(0, 0, {'user_id': rep.id}) for crew in crews for rep in crew],
            }
        )
        env.cr.commit()
        server = Server(
            DatabaseServer,
            env.cr.dbname,
            process.log_file('server-latency'),
            environment.free_port(),
            workers=2,
        ).wait()
        try:
            web = Web(server.url, env.cr.dbname, 'admin', 'admin')
            web.call('crm.lead', 'create', [{'name': 'Warm up', 'user_id': False}])
            time.sleep(3)
            return [p95(watch(env, web, size))]
        finally:
            server.stop()

    @staticmethod
    def yardstick(env, size):
        return [PROMISE]


def p95(seconds):
    return quantiles(seconds, n=20)[-1]


def watch(env, web, size):
    """Return the seconds from the answer of each creation until the lead is seen with an owner."""
    created, owned = {}, {}
    done = threading.Event()
    watcher = threading.Thread(target=look, args=(env, owned, size, done))
    watcher.start()
    start = time.monotonic()
    for number, vals in enumerate(lead_vals(size)):
        time.sleep(max(start + number * PACE - time.monotonic(), 0))
        [lead_id] = web.call('crm.lead', 'create', [vals])
        created[lead_id] = time.monotonic()
    watcher.join(GIVE_UP)
    done.set()
    late = time.monotonic()
    return [max(owned.get(lead_id, late) - moment, 0) for lead_id, moment in created.items()]


def look(env, owned, size, done):
    """Note when each lead is first seen with an owner."""
    with env.registry.cursor() as cr:
        while len(owned) < size and not done.is_set():
            cr.execute("SELECT id FROM crm_lead WHERE user_id IS NOT NULL AND name LIKE 'Lead %%'")
            now = time.monotonic()
            for [lead_id] in cr.fetchall():
                owned.setdefault(lead_id, now)
            cr.rollback()
            time.sleep(0.01)
