"""Every way to claim on two servers, while crons give the same leads out and take them back."""

import threading
import time
from contextlib import contextmanager

import pytest

from tests.client import Refused, wait_for
from tests.test_race import Race, all_at_once, arena  # noqa: F401

OPEN_CAP, CLAIM_CAP = 5, 5
CRONS = ('ir_cron_return_claims', 'ir_cron_pool_steps', 'ir_cron_distribute')
# what somebody may be told who comes too late or has enough; nothing else may come out
REFUSALS = (
    "was faster: this lead is claimed already.",
    "This lead is in no pool",
    "it is not offered to you.",
    "Somebody else is claiming this lead just now.",
    "You have had this lead before",
    "There is no lead for you in the pool",
    "You have reached the limit of ",
)
HELD = """
    SELECT user_id, count(*) FROM crm_lead
     WHERE user_id IS NOT NULL AND active AND won_status = 'pending' GROUP BY user_id
"""


@pytest.fixture
def rush(arena, psql):  # noqa: F811
    rush = Rush(*arena, psql)
    yield rush
    rush.clear()


class Rush(Race):
    """A pool with more leads than its members may take, all of it due at once."""

    def set_up(self, people, count):
        """Return the pool and its leads: some claimed and due to return, some due for a rule."""
        reps = [sessions[0] for sessions in people.values()]
        rule = self.company.rule("In turn", reps, {'open_cap': OPEN_CAP}, sequence=20)
        step = {'after_minutes': 30, 'action': 'rule', 'rule_id': rule}
        pool, leads = self.pool_leads(
            count, people, open_cap=OPEN_CAP, daily_claim_cap=CLAIM_CAP, step_ids=[(0, 0, step)]
        )
        self.company.admin.call(
            'lead.distribution.rule', 'write', self.pool_rules(), {'active': False}
        )
        for number, rep in enumerate(reps):
            for lead in leads[2 * number : 2 * number + 2]:
                rep.call('crm.lead', 'action_claim', [lead])
        self.make_due(leads[2 * len(reps) :: 3])
        return pool, leads

    def clear(self):
        steps = self.company.admin.call('lead.pool.step', 'search', [])
        self.company.admin.call('lead.pool.step', 'unlink', steps)  # they name rules
        super().clear()

    def make_due(self, leads):
        """Let the time of all claims be over, and that of the pool with these leads."""
        self.psql(
            "UPDATE lead_assignment SET return_at = now() AT TIME ZONE 'UTC' - '1 min'::interval"
            " WHERE released_at IS NULL AND origin = 'claim'"
        )
        self.psql(
            "UPDATE crm_lead SET pooled_at = pooled_at - '31 min'::interval,"
            " pool_next_at = pool_next_at - '31 min'::interval WHERE id = ANY(%s)",
            leads,
        )

    def wake_all(self, rounds):
        for _round in range(rounds):
            for cron in CRONS:
                self.company.wake(self.psql_on, f'lead_distribution.{cron}')
            time.sleep(0.3)

    def is_quiet(self):
        """Nothing is due any more, also what a cron has put off because of a collision."""
        self.wake_all(1)
        due = (
            "SELECT count(*) FROM lead_assignment"
            " WHERE released_at IS NULL AND return_at < now() AT TIME ZONE 'UTC'"
        )
        steps = "pool_id IS NOT NULL AND pool_next_at < now() AT TIME ZONE 'UTC'"
        pending = "distribution_state = 'pending'"
        again = "SELECT count(*) FROM lead_distribution_wake"
        return not (
            self.psql(due)[0][0]
            or self.psql(again)[0][0]
            or self.count(steps)
            or self.count(pending)
        )

    @contextmanager
    def watched(self):
        """Look again and again how many leads each rep holds; yield the list of what was seen."""
        seen, over = [], threading.Event()

        def look():
            while not over.wait(0.05):
                seen.extend(held for _user, held in self.psql(HELD))

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield seen
        finally:
            over.set()
            thread.join()


def attempt(session, model, method, ids):
    try:
        return session.call(model, method, ids)
    except Refused as refused:
        return refused


def claim_singly(session, leads):
    return [attempt(session, 'crm.lead', 'action_claim', [lead]) for lead in leads]


def claim_in_batches(session, pool, leads):
    """Claim several at once and what comes next, in turns."""
    outcomes = []
    for start in range(0, len(leads), 4):
        batch = leads[start : start + 4]
        outcomes.append(attempt(session, 'crm.lead', 'action_claim_many', batch))
        outcomes.append(attempt(session, 'lead.pool', 'action_claim_next', [pool]))
    return outcomes


def test_claims_of_all_kinds_against_all_crons(rush):
    people = rush.hire(4)
    pool, leads = rush.set_up(people, 24)
    jobs = []
    for number, (here, there) in enumerate(people.values()):
        order = leads[6 * number :] + leads[: 6 * number]
        jobs.append(lambda s=here, order=order: claim_singly(s, order))
        jobs.append(lambda s=there, order=order[::-1]: claim_in_batches(s, pool, order))
    pushed = []
    with rush.watched() as held:
        *claims, _pushed, _woken = all_at_once(
            *jobs,
            lambda: [pushed.extend(rush.company.leads(*[{'name': "Push"}] * 4)) for _n in range(2)],
            lambda: rush.wake_all(5),
        )
        wait_for(rush.is_quiet, seconds=60)
    assert len(pushed) == 8
    check_answers(claims)
    check_limits(rush, held)
    rush.check_log(leads + pushed)
    check_everything_happened(rush)


def check_answers(claims):
    """Nobody saw anything but an action or one of the sentences."""
    assert not [answers for answers in claims if isinstance(answers, Exception)], claims
    for refusal in (answer for answers in claims for answer in answers):
        if isinstance(refusal, Refused):
            assert refusal.kind in ('UserError', 'AccessError'), refusal
            assert any(words in refusal.sentence for words in REFUSALS), refusal


def check_limits(rush, held):
    assert max(held) <= OPEN_CAP, "somebody held more than the limit"
    assert max(held) == OPEN_CAP, "nobody came to the limit, so it was not tried"
    claims = rush.psql(
        "SELECT user_id, count(*) FROM lead_assignment WHERE origin = 'claim' GROUP BY user_id"
    )
    assert all(count <= CLAIM_CAP for _user, count in claims), claims


def check_everything_happened(rush):
    """The race was one: leads were claimed, pushed and returned, and the pool took its step.

    Claims take twelve of the twenty places that are left in the end, and steps at most six, so
    that something is pushed in any case: what came too early is tried again for the room.
    """
    origins = dict(rush.psql("SELECT origin, count(*) FROM lead_assignment GROUP BY origin"))
    assert {'claim', 'rule'} <= origins.keys() <= {'claim', 'rule', 'escalation'}, origins
    returned = "SELECT count(*) FROM lead_assignment WHERE release_reason = 'unworked'"
    assert rush.psql(returned) == [(8,)]
    kinds = {kind for (kind,) in rush.psql('SELECT kind FROM lead_pool_log')}
    assert 'returned' in kinds and kinds & {'rule', 'nobody'}, kinds
    assert rush.count("distribution_state = 'error'") == 0
