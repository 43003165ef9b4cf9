"""A shark tank in real browsers, on two server processes with one database."""

from contextlib import ExitStack

import pytest

from conftest import DatabaseServer, new_name
from tests.browser import Browser
from tests.client import Refused, wait_for
from tests.company import MANAGER, SALESMAN, Company
from tools.harness import database, environment, process
from tools.harness.server import Server

SERVICES = 'odoo.__WOWL_DEBUG__.root.env.services'
CARD = '.o_lead_alert'
NO_ENRICHMENT = """
    UPDATE ir_cron SET active = false WHERE id IN (
        SELECT res_id FROM ir_model_data WHERE module = 'crm_iap_enrich' AND model = 'ir.cron')
"""
# a sentence does not stay on the screen for long
LISTEN = """
    window.told = [];
    new MutationObserver(() => document.querySelectorAll('.o_notification').forEach(
        (one) => told.push(one.innerText)
    )).observe(document.body, { childList: true, subtree: true });
"""


@pytest.fixture(scope='module')
def town(template_db):
    """Two servers on one database, each with workers of its own."""
    name = new_name()
    database.copy(DatabaseServer, template_db, name)
    with ExitStack() as stack:
        stack.callback(database.drop, DatabaseServer, name)
        # Odoo's enrichment holds new leads for seconds, and a run passes over what is held
        database.query(DatabaseServer, name, NO_ENRICHMENT)
        servers = []
        for number in range(2):
            log = process.log_file(f'server-{name}-{number}')
            server = Server(DatabaseServer, name, log, environment.free_port())
            stack.callback(log.unlink, missing_ok=True)
            stack.callback(server.stop)
            servers.append(server.wait())
        yield Tank(name, [server.url for server in servers])


@pytest.fixture
def browsers():
    """Give a function that opens a browser with the web client of a session."""
    with ExitStack() as stack:
        yield lambda web: stack.enter_context(Browser(web))


class Tank:
    """A shark tank with two reps, each of whom works on a server of his own.

    Carla manages it, Dora is a rep who is not in it.
    """

    def __init__(self, db, urls):
        self.company = Company(urls[0], db)
        for login in ('anna', 'ben', 'dora'):
            self.company.hire(login, SALESMAN)
        self.company.hire('carla', MANAGER)
        self.anna, self.ben = map(self.company.log_in, ('anna', 'ben'), urls)
        self.carla, self.dora = (self.company.log_in(login, urls[1]) for login in ('carla', 'dora'))
        self.pool = self.company.pool("Hot leads", [self.anna, self.ben], method='shark_tank')
        self.company.rule(
            "To the tank",
            method='pool',
            pool_id=self.pool,
            keep_customer_owner=False,
            keep_duplicate_owner=False,
        )

    def lead(self, name):
        [lead] = self.company.leads({'name': name, 'user_id': False, 'phone': '+1 555 0100'})
        return lead

    def owner(self, lead):
        return self.company.admin.read('crm.lead', lead, 'user_id')['user_id']


def web_client(browser, path='/odoo'):
    """Open a tab, and wait until its bus listens."""
    tab = browser.open(path)
    tab.wait_for('.o_main_navbar', seconds=120)  # the first one has the assets made
    tab.wait(f"{SERVICES}.bus_service.workerState === 'CONNECTED'")
    return tab


def line(lead):
    """Where an alert shows a lead."""
    return f'{CARD} [data-lead-id="{lead}"]'


def test_all_see_it_one_wins_it_is_gone_everywhere(town, browsers):
    anna, ben = browsers(town.anna), browsers(town.ben)
    annas, bens, second = web_client(anna), web_client(ben), web_client(ben)
    lead = town.lead("Lamps")
    for tab in (annas, bens, second):
        tab.wait_for(CARD, "Lamps")
    annas.click(f'{line(lead)} button')
    for tab in (annas, bens, second):
        tab.wait_without(line(lead))
    annas.wait_for('.o_form_view .o_field_widget[name=user_id]')
    annas.wait("document.title.includes('Lamps')")
    assert town.owner(lead) == town.anna.uid
    assert bens.text('.o_form_view') is None, "nothing happens to who only watched"


def test_who_clicks_in_the_same_moment_reads_who_was_faster(town, browsers):
    annas, bens = (web_client(browsers(web)) for web in (town.anna, town.ben))
    lead = town.lead("Desks")
    for tab in (annas, bens):
        tab.wait_for(CARD, "Desks")
        # the click of a reader who has not seen yet that it is gone
        tab.run(f"void (window.tank = {SERVICES}.lead_alert)")
        tab.run(LISTEN)
    for tab in (annas, bens):
        tab.run(f"void setTimeout(() => tank.claim({{ id: {lead} }}), 200)")
    wait_for(lambda: town.owner(lead))
    winner, loser = (annas, bens) if town.owner(lead) == town.anna.uid else (bens, annas)
    name = 'Anna' if winner is annas else 'Ben'
    winner.wait_for('.o_form_view .o_field_widget[name=user_id]')
    loser.wait(f"told.some(text => text.includes('{name} was faster'))")
    loser.wait_without(line(lead))
    assert loser.text('.o_dialog') is None


def test_it_is_there_again_after_a_reload(town, browsers):
    bens = web_client(browsers(town.ben))
    lead = town.lead("Chairs")
    bens.wait_for(CARD, "Chairs")
    bens.run("location.reload()")
    bens.wait_for(CARD, "Chairs")
    town.anna.call('crm.lead', 'action_claim', [lead])
    bens.wait_without(line(lead))


def test_strangers_hear_nothing_even_if_they_ask(town, browsers):
    stranger = web_client(browsers(town.dora))
    stranger.run(
        f"window.heard = [], window.bus = {SERVICES}.bus_service,"
        "bus.subscribe('lead_alert', alert => heard.push(alert)),"
        "bus.subscribe('lead_pool_gone', gone => heard.push(gone)),"
        f"void bus.addChannel('lead.pool_{town.pool}')"
    )
    bens = web_client(browsers(town.ben))
    lead = town.lead("Shelves")
    bens.wait_for(CARD, "Shelves")
    town.anna.call('crm.lead', 'action_claim', [lead])
    bens.wait_without(line(lead))
    assert stranger.run("heard") == []


def wait_without_card(tab, name):
    tab.wait(
        "![...document.querySelectorAll('.o_kanban_record')]"
        f".some(one => one.innerText.includes('{name}'))"
    )


def test_an_open_kanban_loses_what_another_claims(town, browsers):
    leads = [town.lead(name) for name in ("Ovens", "Plates")]
    bens = web_client(browsers(town.ben), '/odoo/leads-to-claim')
    bens.wait_for('.o_kanban_record', "Ovens")
    bens.run(
        "window.asked = 0; window.fetch = ((real) => (...args) => {"
        "if (/crm.lead/.test(args[0])) asked++; return real(...args); })(window.fetch)"
    )
    town.anna.call('crm.lead', 'action_claim', [leads[0]])
    wait_without_card(bens, "Ovens")
    assert bens.run("asked") == 0, "it takes no request"
    with pytest.raises(Refused, match="Anna was faster"):
        town.ben.call('crm.lead', 'action_claim', [leads[0]])
    town.anna.call('crm.lead', 'action_claim', [leads[1]])


def test_so_does_that_of_who_manages_the_pool_and_is_not_in_it(town, browsers):
    lead = town.lead("Shutters")
    carlas = web_client(browsers(town.carla), '/odoo/leads-to-claim')
    carlas.click('.o_facet_remove')  # she may claim none
    carlas.wait_for('.o_kanban_record', "Shutters")
    town.anna.call('crm.lead', 'action_claim', [lead])
    wait_without_card(carlas, "Shutters")
    assert carlas.text(CARD) is None, "nobody asks her to claim it"
