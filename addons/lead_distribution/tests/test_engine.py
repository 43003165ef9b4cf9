from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import Candidate, Lead, Load, Rule, check, distribute
from odoo.tests import BaseCase, tagged

weights = st.lists(st.integers(1, 9), min_size=1, max_size=6)
caps = st.integers(0, 4)
# a busy machine is no failure of the engine
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def make_candidates(weights, **vals):
    return tuple(
        Candidate(user_id=100 + index, id=index, weight=weight, **vals)
        for index, weight in enumerate(weights, start=1)
    )


def make_leads(count, **vals):
    return [Lead(number, rule_ids=(1,), **vals) for number in range(count)]


def run(candidates, leads, loads=None, **rule):
    return distribute(leads, {1: Rule(1, candidates=tuple(candidates), **rule)}, loads)


def count(result):
    counts = {}
    for decision in result.decisions:
        if decision.outcome == 'assign':
            counts[decision.user_id] = counts.get(decision.user_id, 0) + 1
    return counts


def carry_on(candidates, result):
    """Return the candidates as a new process reads them after a run."""
    return tuple(
        Candidate(
            user_id=one.user_id,
            id=one.id,
            weight=one.weight,
            deficit=result.deficits.get(one.id, one.deficit),
            turn=result.turns.get(one.id, one.turn),
        )
        for one in candidates
    )


@tagged('post_install', '-at_install')
class TestEngine(BaseCase):
    @patient
    @given(weights, st.integers(0, 60))
    def test_shares_stay_within_one_lead_of_the_lighter(self, weights, number):
        candidates = make_candidates(weights)
        counts = count(run(candidates, make_leads(number)))
        for one in candidates:
            for other in candidates:
                distance = abs(
                    counts.get(one.user_id, 0) / one.weight
                    - counts.get(other.user_id, 0) / other.weight
                )
                self.assertLessEqual(distance, 1 / min(one.weight, other.weight) + 1e-9)

    @patient
    @given(st.lists(st.tuples(caps, caps, caps, caps), min_size=1, max_size=5), st.integers(0, 40))
    def test_caps_are_never_exceeded_and_nobody_is_left_out_while_there_is_room(self, rows, number):
        candidates, loads = [], {}
        for index, (daily_cap, open_cap, today, held) in enumerate(rows, start=1):
            candidates.append(
                Candidate(user_id=index, id=index, daily_cap=daily_cap, open_cap=open_cap)
            )
            loads[index] = Load(today, held)
        result = run(candidates, make_leads(number), loads)
        counts = count(result)
        waiting = [decision for decision in result.decisions if decision.outcome == 'wait']
        for one in candidates:
            got, load = counts.get(one.user_id, 0), loads[one.user_id]
            if got and one.daily_cap:
                self.assertLessEqual(load.today + got, one.daily_cap)
            if got and one.open_cap:
                self.assertLessEqual(load.open + got, one.open_cap)
            final = Load(load.today + got, load.open + got)
            if waiting:
                self.assertIsNotNone(check(one, Lead(0), final))

    @patient
    @given(weights, st.integers(0, 40), st.randoms(use_true_random=False))
    def test_order_of_the_candidates_does_not_matter(self, weights, number, random):
        candidates = list(make_candidates(weights))
        shuffled = candidates[:]
        random.shuffle(shuffled)
        leads = make_leads(number)
        self.assertEqual(run(candidates, leads).decisions, run(shuffled, leads).decisions)

    @patient
    @given(weights, st.lists(st.integers(0, 12), max_size=6))
    def test_restarts_change_nothing(self, weights, batches):
        candidates = make_candidates(weights)
        whole = run(candidates, make_leads(sum(batches)))
        parts, start = [], 0
        for size in batches:
            result = run(candidates, make_leads(start + size)[start:])
            candidates = carry_on(candidates, result)
            parts.extend(result.decisions)
            start += size
        self.assertEqual([d.user_id for d in whole.decisions], [d.user_id for d in parts])

    def test_each_filter_excludes_with_its_own_name(self):
        fine = {'user_id': 7, 'id': 1, 'company_ids': frozenset([3])}
        lead = Lead(1, (1,), company_id=3, failed_user_ids=frozenset([8]))
        cases = {
            None: (fine, Load()),
            'active': ({**fine, 'is_active': False}, Load()),
            'available': ({**fine, 'is_available': False}, Load()),
            'company': ({**fine, 'company_ids': frozenset([4])}, Load()),
            'already_failed': ({**fine, 'user_id': 8}, Load()),
            'daily_cap': ({**fine, 'daily_cap': 2}, Load(today=2)),
            'open_cap': ({**fine, 'open_cap': 2}, Load(open=2)),
        }
        for key, (values, load) in cases.items():
            with self.subTest(key=key):
                self.assertEqual(check(Candidate(**values), lead, load), key)

    def test_exclusions_say_who_and_why(self):
        candidates = (Candidate(7, 1, is_available=False), Candidate(8, 2))
        [decision] = run(candidates, make_leads(1)).decisions
        self.assertEqual(decision.user_id, 8)
        self.assertEqual(
            [(one.user_id, one.key) for one in decision.exclusions], [(7, 'available')]
        )

    def test_ties_go_to_the_longest_waiting(self):
        candidates = (Candidate(7, 1, turn=5), Candidate(8, 2, turn=4))
        [decision] = run(candidates, make_leads(1)).decisions
        self.assertEqual(decision.user_id, 8)

    def test_fallback_wait(self):
        [decision] = run((), make_leads(1)).decisions
        self.assertEqual((decision.outcome, decision.reason), ('wait', 'nobody'))

    def test_fallback_pool(self):
        [decision] = run((), make_leads(1), fallback='pool', fallback_pool_id=4).decisions
        self.assertEqual((decision.outcome, decision.pool_id), ('pool', 4))

    def test_fallback_person_must_be_eligible_himself(self):
        person = Candidate(9)
        [decision] = run((), make_leads(1), fallback='person', fallback_candidate=person).decisions
        self.assertEqual((decision.outcome, decision.user_id), ('assign', 9))
        person = Candidate(9, is_available=False)
        [decision] = run((), make_leads(1), fallback='person', fallback_candidate=person).decisions
        self.assertEqual((decision.outcome, decision.exclusions[0].key), ('wait', 'available'))

    def test_fallback_next_rule(self):
        rules = {
            1: Rule(1, candidates=(Candidate(7, 1, is_active=False),), fallback='next_rule'),
            2: Rule(2, candidates=(Candidate(8, 2),)),
        }
        [decision] = distribute([Lead(1, (1, 2))], rules).decisions
        self.assertEqual((decision.rule_id, decision.user_id), (2, 8))
        self.assertEqual(decision.exclusions[0].rule_id, 1)

    def test_limits_hold_across_rules(self):
        rules = {
            number: Rule(number, candidates=(Candidate(7, number, daily_cap=1),))
            for number in (1, 2)
        }
        first, second = distribute([Lead(1, (1,)), Lead(2, (2,))], rules).decisions
        self.assertEqual((first.outcome, second.outcome), ('assign', 'wait'))

    def test_no_rule_is_unmatched(self):
        [decision] = distribute([Lead(1)], {}).decisions
        self.assertEqual(decision.outcome, 'unmatched')
