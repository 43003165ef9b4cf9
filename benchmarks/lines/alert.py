import time
from contextlib import ExitStack
from statistics import quantiles

from tests.browser import Browser
from tests.client import Web
from tests.front import Front
from tools.harness import environment, process
from tools.harness.server import Server

from ..company import hire, lead_vals
from ..registry import Line, benchmark
from ..runner import Server as DatabaseServer

PACE = 0.7  # seconds between two leads
GIVE_UP = 30  # seconds
PROMISE = 1.0  # seconds from commit to shown
PASSWORD = 'correct horse'
# when each card was first on the screen, by the clock that all on this machine share
WATCH = """
    window.shown = {};
    const look = () => document.querySelectorAll('.o_lead_alert [data-lead-id]').forEach((card) => {
        shown[card.dataset.leadId] ??= Date.now() / 1000;
    });
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
"""
LISTENS = "odoo.__WOWL_DEBUG__.root.env.services.bus_service.workerState === 'CONNECTED'"


@benchmark(Line('commit to alert on screen, p95', 's', 1, 'lower'), sizes=[50])
class Alert:
    """Leads come to a two-worker server, and ring in the browsers of two reps of a shark tank."""

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def ours(env, size):
        reps = hire(env)[0][:2]
        reps.password = PASSWORD
        pool = env['lead.pool'].create(
            {'name': 'Tank', 'method': 'shark_tank', 'user_ids': [(6, 0, reps.ids)]}
        )
        env['lead.distribution.rule'].create(
            {'name': 'To the tank', 'method': 'pool', 'pool_id': pool.id}
        )
        # it asks a service outside, and holds the lead while it waits for the answer
        if enrich := env.ref('crm_iap_enrich.ir_cron_lead_enrichment', raise_if_not_found=False):
            enrich.active = False
        env.cr.commit()
        with ExitStack() as stack:
            front = serve(stack, env.cr.dbname)
            admin = Web(front.url, env.cr.dbname, 'admin', 'admin')
            people = [Web(front.url, env.cr.dbname, rep.login, PASSWORD) for rep in reps]
            tabs = [watch(stack.enter_context(Browser(web))) for web in people]
            return [quantiles(measure(admin, people[0], tabs[1], size), n=20)[-1]]

    @staticmethod
    def yardstick(env, size):
        return [PROMISE]


def serve(stack, db):
    """Start a server with two workers, and give the address that browsers go to."""
    log = process.log_file('server-alert')
    server = Server(DatabaseServer, db, log, environment.free_port(), workers=2)
    stack.callback(server.stop)
    front = Front(server.wait())
    stack.callback(front.stop)
    return front


def watch(browser):
    """Open the web client of a rep, and note when each card comes on the screen."""
    tab = browser.open('/odoo')
    tab.wait_for('.o_main_navbar', seconds=120)
    tab.wait(LISTENS)
    tab.run(f'(() => {{ {WATCH} }})()')
    return tab


def measure(admin, rival, tab, size):
    """Return the seconds from the answer of each creation until a second browser shows it.

    The first rep claims each lead, so that the next one is shown by name.
    """
    waits = []
    for number, vals in enumerate(lead_vals(size + 3)):
        [lead] = admin.call('crm.lead', 'create', [vals])
        created = time.time()
        tab.wait(f'shown[{lead}]', GIVE_UP)
        shown = tab.run(f'shown[{lead}]')
        if number >= 3:  # the first ones warm up
            waits.append(max(shown - created, 0))
        rival.call('crm.lead', 'action_claim', [lead])
        time.sleep(PACE)
    return waits
