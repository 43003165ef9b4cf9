from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import (
    Candidate,
    Lead,
    Load,
    Replay,
    Rule,
    Team,
    Territory,
    TracedReplay,
    distribute,
    from_zero,
    run,
    trace,
    without_today,
)
from odoo.tests import BaseCase, tagged

from .test_engine import caps, make_candidates, make_leads, patient, weights


def rules_of(candidates, **vals):
    return {1: Rule(1, candidates=tuple(candidates), **vals)}


def outcomes(result):
    return [decision.outcome for decision in result.decisions]


@tagged('post_install', '-at_install')
class TestEngineReplay(BaseCase):
    @patient
    @given(weights, caps, caps, st.integers(0, 40))
    def test_without_days_it_is_the_run(self, weights, daily_cap, open_cap, number):
        candidates = make_candidates(weights, daily_cap=daily_cap, open_cap=open_cap)
        loads = {one.user_id: Load(today=1, open=1, week=1) for one in candidates}
        leads, rules = make_leads(number), rules_of(candidates)
        self.assertEqual(distribute(leads, rules, loads), run(leads, rules, Replay(loads=loads)))

    @patient
    @given(weights, caps, st.integers(1, 30), st.data())
    def test_the_trace_decides_as_the_run(self, weights, daily_cap, number, data):
        leads = make_leads(number)
        days = {lead.id: (lead.id // 4, 0) for lead in leads}
        rules = rules_of(make_candidates(weights, daily_cap=daily_cap))
        chosen = data.draw(st.sampled_from(leads))
        decision = run(leads, rules, Replay(days=days)).decisions[leads.index(chosen)]
        steps, traced = trace(leads, rules, TracedReplay(chosen.id, days=days))
        self.assertEqual(traced, decision)
        [step] = steps
        eligible = {look.candidate.user_id for look in step.looks if look.is_eligible}
        self.assertEqual({one.user_id for one in step.order}, eligible)
        if eligible:
            self.assertEqual(step.order[0].user_id, decision.user_id)

    def test_each_day_and_each_week_begins_anew(self):
        candidates = [Candidate(100, 1, daily_cap=1, weekly_cap=2)]
        leads = make_leads(7)
        days = dict(enumerate(((1, 1), (1, 1), (2, 1), (3, 1), (8, 8), (9, 8), (10, 8))))
        loads = {100: Load(today=9, week=9)}
        result = run(leads, rules_of(candidates), Replay(days=days, loads=loads))
        self.assertEqual(
            outcomes(result), ['assign', 'wait', 'assign', 'wait', 'assign', 'assign', 'wait']
        )

    def test_open_leads_and_those_of_the_team_go_on(self):
        candidates = [Candidate(100, 1, open_cap=3, team_id=5)]
        teams = {5: Team(5, daily_cap=1, load=Load(today=1))}
        days = {0: (1, 1), 1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (4, 1)}
        replay = Replay(days=days, teams=teams)
        self.assertEqual(
            outcomes(run(make_leads(5), rules_of(candidates), replay)),
            ['assign', 'wait', 'assign', 'assign', 'wait'],
        )

    def test_a_surge_ends_with_the_day(self):
        territories = (Territory(7, overflow_id=8, surge=1, today=5), Territory(8, zip_ranges=()))
        here = Candidate(100, 1, territory_ids=frozenset({7}))
        there = Candidate(200, 2, territory_ids=frozenset({8}))
        rules = without_today(rules_of([here, there], method='territory', territories=territories))
        result = run(make_leads(3), rules, Replay(days={0: (1, 1), 1: (1, 1), 2: (2, 1)}))
        self.assertEqual([one.user_id for one in result.decisions], [100, 200, 100])

    def test_ignored_filters_stop_nobody(self):
        rules = rules_of([Candidate(100, 1, is_available=False)])
        self.assertEqual(outcomes(run(make_leads(1), rules, Replay())), ['wait'])
        replay = Replay(ignored=('available',))
        self.assertEqual(outcomes(run(make_leads(1), rules, replay)), ['assign'])

    def test_from_zero_forgets_turns(self):
        rules = rules_of([Candidate(100, 1, deficit=3.0, turn=9), Candidate(200, 2)])
        [decision] = run(make_leads(1), from_zero(rules), Replay()).decisions
        self.assertEqual(decision.user_id, 100)

    def test_the_kinds_of_steps(self):
        person = Candidate(300)
        rules = rules_of(
            [Candidate(100, 1, is_available=False)],
            keep_customer_owner=True,
            fallback='person',
            fallback_candidate=person,
            people=(Candidate(200, is_active=False),),
        )
        lead = Lead(1, rule_ids=(1,), customer_keys=(('customer', 7),))
        tally = TracedReplay(1, owners={('customer', 7): (200,)})
        steps, decision = trace([lead], rules, tally)
        self.assertEqual([step.kind for step in steps], ['owner', 'method', 'person'])
        self.assertEqual(decision.user_id, 300)
        self.assertEqual(steps[0].looks[0].checks[0], ('active', False))
