"""Two server processes, one database: who wins, who is told so, and what is never overdone."""

import itertools
import random
import threading
from contextlib import contextmanager

import psycopg2
import pytest

from conftest import DatabaseServer, new_name
from tests.client import Refused, wait_for
from tests.company import MANAGER, SALESMAN, Company
from tests.leads import copy_leads
from tools.harness import database, environment, process
from tools.harness.server import Server

PAIRS = """
    SELECT lead.id, lead.user_id, array_agg(stint.user_id) FILTER (WHERE stint.id IS NOT NULL)
      FROM crm_lead lead
 LEFT JOIN lead_assignment stint ON stint.lead_id = lead.id AND stint.released_at IS NULL
     WHERE lead.id = ANY(%s)
  GROUP BY lead.id
"""


@pytest.fixture(scope='module')
def arena(template_db):
    """Two servers on one database, for all the races: starting them takes longer than running."""
    name = new_name()
    database.copy(DatabaseServer, template_db, name)
    servers = []
    try:
        for number in range(2):
            log = process.log_file(f'server-{name}-{number}')
            servers.append(Server(DatabaseServer, name, log, environment.free_port()))
            servers[-1].wait()  # both read their options from one file
        yield [server.url for server in servers], name
    finally:
        for server in servers:
            server.stop()
            server.log.unlink(missing_ok=True)
        database.drop(DatabaseServer, name)


@pytest.fixture
def race(arena, psql):
    race = Race(*arena, psql)
    yield race
    race.clear()


class Race:
    """A company whose people work on two servers at a time."""

    numbers = itertools.count()

    def __init__(self, urls, db, psql):
        self.db = db
        self.urls = urls
        self.company = Company(urls[0], db)
        self.psql_on = psql
        self.psql = lambda statement, *values: psql(db, statement, values or None)

    def clear(self):
        """Leave nothing to the next race."""
        for model in ('lead.distribution.rule', 'crm.lead', 'lead.pool'):
            ids = self.company.admin.call(model, 'search', [], context={'active_test': False})
            self.company.admin.call(model, 'unlink', ids)

    def hire(self, count, group=SALESMAN):
        """Return browsers of new users: ``(name, [one session per server])``."""
        kind = group.rsplit('_', 1)[1]
        logins = [f'{kind}{next(self.numbers)}' for _person in range(count)]
        for login in logins:
            self.company.hire(login, group)
        return {
            login.title(): [self.company.log_in(login, url) for url in self.urls]
            for login in logins
        }

    def pool_leads(self, count, people, method='cherry_pick', **limits):
        """Return a pool of these people and ``count`` leads that lie in it."""
        reps = [sessions[0] for sessions in people.values()]
        pool = self.company.pool("Pool", reps, method=method, **limits)
        self.company.rule("To the pool", method='pool', pool_id=pool)
        leads = self.company.leads(*({'name': f"Lead {n}"} for n in range(count)))
        wait_for(lambda: self.count("distribution_state = 'pool'") == count, seconds=90)
        return pool, leads

    def count(self, condition):
        return self.psql(f'SELECT count(*) FROM crm_lead WHERE active AND {condition}')[0][0]

    def check_log(self, leads):
        """The log agrees with the leads: one open stint per owned lead, its owner's."""
        for lead, owner, holders in self.psql(PAIRS, leads):
            assert holders == ([owner] if owner else None), f"lead {lead}"

    def owners(self, leads):
        return dict(self.psql('SELECT id, user_id FROM crm_lead WHERE id = ANY(%s)', leads))

    def origins(self, leads):
        """Return the origins of each lead's stints, the first one first."""
        return dict(
            self.psql(
                'SELECT lead_id, array_agg(origin ORDER BY id) FROM lead_assignment'
                ' WHERE lead_id = ANY(%s) GROUP BY lead_id',
                leads,
            )
        )

    def in_turn(self, people, **limits):
        reps = [sessions[0] for sessions in people.values()]
        self.company.rule("In turn", reps, limits)
        wait_for(self.has_settled)

    def has_settled(self):
        """Tell whether the run that a new rule wakes is over."""
        cron = self.company.admin.ref('lead_distribution.ir_cron_distribute')
        idle = self.psql('SELECT id FROM ir_cron WHERE id = %s FOR UPDATE SKIP LOCKED', cron)
        return idle and not self.psql('SELECT id FROM lead_distribution_wake')

    def pool_rules(self):
        return self.company.admin.call(
            'lead.distribution.rule', 'search', [('method', '=', 'pool')]
        )

    def wake_distribution(self):
        self.company.wake(self.psql_on, 'lead_distribution.ir_cron_distribute')

    @contextmanager
    def somebody_saving(self, lead):
        """Have somebody in the middle of saving a lead, who is done in the end."""
        link = psycopg2.connect(dbname=self.db)
        try:
            with link, link.cursor() as cr:
                cr.execute("UPDATE crm_lead SET city = 'Here' WHERE id = %s", [lead])
                yield
        finally:
            link.close()


def all_at_once(*jobs):
    """Run the jobs in threads that start together; return what each gave or how it was refused."""
    start = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def run(number, job):
        start.wait()
        try:
            results[number] = job()
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def claim(session, lead):
    try:
        return session.call('crm.lead', 'action_claim', [lead])
    except Refused as refused:
        return refused


def claim_all(session, leads):
    """Claim every lead in an order of one's own; return the outcome of each."""
    return {lead: claim(session, lead) for lead in random.sample(leads, len(leads))}


def is_refusal(outcome):
    return isinstance(outcome, Refused)


def test_each_lead_has_one_winner_and_losers_learn_the_name(race):
    people = race.hire(3)
    _pool, leads = race.pool_leads(5, people)
    runners = [(name, session) for name, sessions in people.items() for session in sessions]
    outcomes = all_at_once(*(lambda s=session: claim_all(s, leads) for _name, session in runners))
    names = {sessions[0].uid: name for name, sessions in people.items()}
    winners = {lead: names[owner] for lead, owner in race.owners(leads).items()}
    for (name, _session), outcome in zip(runners, outcomes, strict=True):
        assert isinstance(outcome, dict), outcome
        for lead, result in outcome.items():
            if name == winners[lead]:
                assert result['res_id'] == lead, f"{name} has won {lead} and was told {result}"
            else:
                assert is_refusal(result), f"{name} was given {lead} of {winners[lead]}"
                assert result.kind == 'UserError', result
                assert (
                    result.sentence == f"{winners[lead]} was faster: this lead is claimed already."
                )
    race.check_log(leads)
    assert race.psql('SELECT count(*) FROM lead_assignment') == [(len(leads),)]


@pytest.mark.parametrize('limit', ['daily_cap', 'open_cap'])
def test_limit_holds_under_parallel_claims_of_one_rep(race, limit):
    people = race.hire(1)
    _pool, leads = race.pool_leads(6, people, **{limit: 2})
    [sessions] = people.values()
    shares = [leads[:3], leads[3:]]
    outcomes = all_at_once(
        *(
            lambda s=session, lead=lead: claim(s, lead)
            for session, share in zip(sessions, shares, strict=True)
            for lead in share
        )
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, dict)]
    refused = [outcome for outcome in outcomes if is_refusal(outcome)]
    assert (len(won), len(refused)) == (2, 4), outcomes
    assert {refusal.kind for refusal in refused} == {'UserError'}
    assert all("(2)" in refusal.sentence for refusal in refused)
    assert race.count('user_id IS NOT NULL') == 2
    race.check_log(leads)


def test_next_gives_everybody_another_lead(race):
    people = race.hire(3)
    pool, leads = race.pool_leads(8, people, method='blind_pull')
    outcomes = all_at_once(
        *(
            lambda s=session: s.call('lead.pool', 'action_claim_next', [pool])['res_id']
            for sessions in people.values()
            for session in sessions
        )
    )
    assert len(set(outcomes)) == 6, outcomes
    assert set(outcomes) <= set(leads)
    race.check_log(leads)


def test_next_passes_over_a_lead_that_somebody_is_saving(race):
    people = race.hire(1)
    pool, leads = race.pool_leads(2, people, method='blind_pull')
    [[session, _other]] = people.values()
    with race.somebody_saving(leads[0]):
        [taken] = all_at_once(
            lambda: session.call('lead.pool', 'action_claim_next', [pool])['res_id']
        )
    assert taken == leads[1]


def test_run_passes_over_a_lead_that_somebody_is_saving(race):
    leads = race.company.leads(*({'name': f"Lead {n}", 'user_id': False} for n in range(10)))
    race.in_turn(race.hire(2))
    race.psql("UPDATE crm_lead SET distribution_state = 'pending'")
    with race.somebody_saving(leads[0]):
        race.wake_distribution()
        wait_for(lambda: race.count('user_id IS NOT NULL') == 9)
    race.wake_distribution()
    wait_for(lambda: race.count('user_id IS NOT NULL') == 10)
    race.check_log(leads)


def test_runs_and_claims_count_against_the_same_limit(race):
    people = race.hire(1)
    pushed = race.company.leads(*({'name': "To push", 'user_id': False} for _n in range(4)))
    _pool, leads = race.pool_leads(4, people, daily_cap=3)
    race.in_turn(people, daily_cap=3)
    race.psql("UPDATE crm_lead SET distribution_state = 'pending' WHERE name = 'To push'")
    [sessions] = people.values()
    all_at_once(
        race.wake_distribution,
        *(lambda s=s, lead=lead: claim(s, lead) for s in sessions for lead in leads),
    )
    wait_for(lambda: race.count("distribution_state = 'pending'") == 0)
    assert race.count('user_id IS NOT NULL') == 3
    race.check_log(leads + pushed)


def test_hand_beats_the_machine_on_both_servers(race):
    race.in_turn(race.hire(3))
    [makers], [bosses] = (race.hire(1, MANAGER).values() for _each in range(2))
    boss = bosses[0].uid
    outcomes = all_at_once(
        *(
            lambda maker=maker, taker=taker: make_and_take(maker, taker, rounds=6)
            for maker, taker in 2 * [(makers[0], bosses[1]), (makers[1], bosses[0])]
        )
    )
    assert not any(map(is_refusal, outcomes)), outcomes
    made = [lead for leads, _taken in outcomes for lead in leads]
    taken = {lead for _leads, some in outcomes for lead in some}
    assert (len(made), len(taken)) == (144, 48)
    wait_for(lambda: race.count('user_id IS NULL') == 0)
    for lead, owner in race.owners(made).items():
        assert (owner == boss) == (lead in taken), f"lead {lead} is {owner}'s"
    for lead, origins in race.origins(made).items():
        assert origins in ([['manual'], ['rule', 'manual']] if lead in taken else [['rule']])
    race.check_log(made)


def make_and_take(maker, taker, rounds):
    """Create leads on one server, and take some by hand on the other as soon as they are there."""
    made, taken = [], []
    for _round in range(rounds):
        leads = maker.call('crm.lead', 'create', [{'name': "Race", 'user_id': False}] * 6)
        made += leads
        for lead in leads[:2]:
            taker.call('crm.lead', 'write', [lead], {'user_id': taker.uid})
            taken.append(lead)
    return made, taken


def test_a_thousand_leads_on_two_servers(race):
    """Both servers' crons, claims and hands at the same thousand leads: each lead once."""
    people = race.hire(4)
    _pool, pooled = race.pool_leads(20, people)
    [seed] = race.company.leads({'name': "To push", 'user_id': False})
    wait_for(lambda: race.count(f"id = {seed} AND distribution_state = 'pool'"))
    race.psql("UPDATE crm_lead SET pool_id = NULL, distribution_state = NULL WHERE id = %s", seed)
    copy_leads(race.psql_on, race.db, 1000)
    pushed = [lead for (lead,) in race.psql("SELECT id FROM crm_lead WHERE name = 'To push'")]
    race.company.admin.call('lead.distribution.rule', 'write', race.pool_rules(), {'active': False})
    race.in_turn(people)
    race.psql("UPDATE crm_lead SET distribution_state = 'pending' WHERE name = 'To push'")
    [bosses] = race.hire(1, MANAGER).values()
    by_hand = random.sample(pushed, 20)
    outcomes = all_at_once(
        race.wake_distribution,
        *(lambda s=s: claim_all(s, pooled) for sessions in people.values() for s in sessions),
        lambda: [
            bosses[1].call('crm.lead', 'write', [lead], {'user_id': bosses[1].uid})
            for lead in by_hand
        ],
        race.wake_distribution,
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    wait_for(lambda: race.count('user_id IS NULL') == 0, seconds=60)
    race.check_log(pushed + pooled)
    owners = race.owners(by_hand)
    assert set(owners.values()) == {bosses[1].uid}, "a person's hand wins"
