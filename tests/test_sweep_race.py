"""Touches, hands and two servers at the SLAs that the sweep is about to miss."""

import time

import pytest

from tests.client import Refused, wait_for
from tests.follow_up import FollowUp
from tests.test_race import Race, all_at_once, arena  # noqa: F401

SWEEP = 'lead_sla.ir_cron_sweep'


@pytest.fixture
def late(arena, psql):  # noqa: F811
    """A company on two servers whose leads are answered late."""
    race = Race(*arena, psql)
    follow_up = FollowUp(race.company, race.psql)
    follow_up.race = race
    yield follow_up
    policies = race.company.admin.call('lead.sla.policy', 'search', [])
    race.company.admin.call('lead.sla.policy', 'write', policies, {'active': False})
    race.clear()


def wake(late):
    late.company.wake(late.race.psql_on, SWEEP)


def log_call(session, lead, **values):
    call = session.call(
        'lead.touch.wizard', 'create', [{'lead_id': lead, 'outcome': 'reached', **values}]
    )
    return session.call('lead.touch.wizard', 'action_log', call)


def try_call(session, lead):
    """Log a call; who comes too late learns that the lead is no longer theirs."""
    try:
        log_call(session, lead)
    except Refused as refused:
        assert refused.kind == 'AccessError', refused
        return refused


def test_touch_wins_against_the_sweep_at_the_same_moment(late):
    """People call and both servers sweep, from opposite ends, until they meet at a deadline."""
    late.set_up(reps=2)
    sessions = [late.company.log_in(late.login, url) for url in late.race.urls]
    leads = late.give(16)
    halves = leads[:8], leads[8:]
    for number, pair in enumerate(zip(*halves, strict=True)):
        late.let_due(list(pair), seconds=number - 2)

    def call_all(session, some):
        return {lead: try_call(session, lead) for lead in reversed(some)}

    def sweep():
        for _turn in range(16):
            wake(late)
            time.sleep(0.5)

    outcomes = all_at_once(
        *(
            lambda session=session, half=half: call_all(session, half)
            for session, half in zip(sessions, halves, strict=True)
        ),
        sweep,
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    wake(late)
    wait_for(lambda: late.left(leads) == 0, seconds=30)
    refused = {lead for calls in outcomes[:2] for lead, refusal in calls.items() if refusal}
    rows = late.query(
        """
        SELECT sla.lead_id, touch.date <= sla.deadline, sla.state, lead.user_id, touch.user_id
          FROM lead_touch AS touch
          JOIN crm_lead AS lead ON lead.id = touch.lead_id
          JOIN lead_sla AS sla ON sla.lead_id = lead.id AND sla.user_id = touch.user_id
         WHERE touch.lead_id = ANY(%s) AND touch.direction = 'out'
        """,
        leads,
    )
    assert {row[0] for row in rows} == set(leads) - refused, "a call is lost"
    owners = late.race.owners(list(refused))
    assert late.reps[0].uid not in owners.values(), "refused although the lead was the caller's"
    for lead, in_time, state, owner, caller in rows:
        assert (state == 'met') == in_time, f"lead {lead}"
        assert owner == caller or not in_time, f"lead {lead} was taken away from who called"
    assert any(row[1] for row in rows), "no call came in time to race at all"
    assert late.query("SELECT id FROM lead_sla WHERE state = 'missed'"), "no call came too late"
    late.check()


def test_sweep_passes_over_a_lead_that_somebody_is_saving_and_the_call_counts(late):
    late.set_up(reps=2)
    [held, other] = late.give(2)
    late.let_due([held, other])
    with late.race.somebody_saving(held):
        wake(late)
        wait_for(lambda: late.left([other]) == 0 and late.is_idle(SWEEP), seconds=30)
        assert late.left([held]) == 1, "the sweep has judged a lead in somebody's hands"
        assert late.wakes(SWEEP), "the sweep does not come back for it within a minute"
    # a call three minutes ago, of a lead that was there before
    late.query("UPDATE crm_lead SET create_date = create_date - INTERVAL '1 hour'")
    log_call(late.reps[0], held, date=late.moment(minutes=-3))
    wake(late)
    assert late.query("SELECT state FROM lead_sla WHERE lead_id = %s", held) == [('met',)]
    late.check()


def test_two_servers_run_each_step_once(late):
    late.set_up({'action': 'remind', 'minutes': -5}, {'action': 'activity_leader'})
    leads = late.give(120)
    late.let_due(leads)
    all_at_once(*(lambda: wake(late) for _turn in range(6)))
    wait_for(lambda: late.left(leads) == 0, seconds=90)
    counts = dict(
        late.query('SELECT escalation_id, count(*) FROM lead_sla_escalation_log GROUP BY 1')
    )
    assert sorted(counts.values()) == [120, 120, 120], counts
    late.race.check_log(leads)
    late.check()


def test_hand_beats_the_sweep(late):
    """Who takes a late lead over at the moment at which the sweep moves it on keeps it."""
    late.set_up()
    [bosses] = late.race.hire(1, 'sales_team.group_sale_manager').values()
    leads = late.give(12)
    late.let_due(leads)
    outcomes = all_at_once(
        lambda: wake(late),
        *(
            lambda boss=boss, some=some: [
                boss.call('crm.lead', 'write', [lead], {'user_id': boss.uid}) for lead in some
            ]
            for boss, some in zip(bosses, (leads[:6], leads[6:]), strict=True)
        ),
    )
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
    wake(late)
    wait_for(lambda: late.left(leads) == 0, seconds=30)
    assert set(late.race.owners(leads).values()) == {bosses[0].uid}
    late.race.check_log(leads)
