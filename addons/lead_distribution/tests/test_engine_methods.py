from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import Candidate, Lead, Load, Rule, Tier, distribute
from odoo.addons.lead_distribution.tests.test_engine import (
    carry_on,
    count,
    make_candidates,
    make_leads,
    patient,
    run,
    weights,
)
from odoo.tests import BaseCase, tagged

GRADES = st.sampled_from(['', 'a', 'b', 'c', 'd'])
TIERS = (Tier(1, share=60), Tier(2, share=30), Tier(3, share=10))


def reps_of(tiers, per_tier=2, **vals):
    """Return candidates, numbered 11, 12 in tier 1, 21, 22 in tier 2 and so on."""
    return tuple(
        Candidate(10 * tier.id + place, id=10 * tier.id + place, tier_id=tier.id, **vals)
        for tier in tiers
        for place in range(1, per_tier + 1)
    )


def count_tiers(result):
    counts = {}
    for decision in result.decisions:
        if decision.outcome == 'assign':
            counts[decision.tier_id] = counts.get(decision.tier_id, 0) + 1
    return counts


@tagged('post_install', '-at_install')
class TestLoadBalanced(BaseCase):
    @patient
    @given(weights, st.lists(st.integers(0, 20), min_size=6, max_size=6), st.integers(0, 60))
    def test_fewest_open_leads_per_weight_first(self, weights, held, number):
        """Whoever got a lead held, before it, no more per weight than anybody at the end."""
        candidates = make_candidates(weights)
        loads = {one.user_id: Load(open=held[one.id - 1]) for one in candidates}
        counts = count(run(candidates, make_leads(number), loads, method='load_balanced'))
        final = {
            one: (loads[one.user_id].open + counts.get(one.user_id, 0)) / one.weight
            for one in candidates
        }
        for one in candidates:
            if counts.get(one.user_id):
                before = final[one] - 1 / one.weight
                self.assertLessEqual(before, min(final.values()) + 1e-9)

    def test_equal_loads_take_turns(self):
        result = run(make_candidates([1, 1, 1]), make_leads(6), method='load_balanced')
        self.assertEqual([d.user_id for d in result.decisions], [101, 102, 103] * 2)


@tagged('post_install', '-at_install')
class TestTiers(BaseCase):
    def run_tiers(self, leads, tiers=TIERS, reps=None, loads=None):
        reps = reps_of(tiers) if reps is None else reps
        return run(reps, leads, loads, method='top_producer', tiers=tiers)

    @patient
    @given(st.lists(st.integers(1, 60), min_size=2, max_size=4), st.integers(0, 150))
    def test_shares_stay_within_one_lead_of_the_smaller(self, shares, number):
        tiers = tuple(Tier(key, share=share) for key, share in enumerate(shares, start=1))
        counts = count_tiers(self.run_tiers(make_leads(number), tiers))
        for one in tiers:
            for other in tiers:
                distance = counts.get(one.id, 0) / one.share - counts.get(other.id, 0) / other.share
                self.assertLessEqual(abs(distance), 1 / min(one.share, other.share) + 1e-9)

    @patient
    @given(
        st.lists(st.tuples(st.integers(0, 100), st.integers(0, 30)), min_size=2, max_size=3),
        st.lists(st.sets(st.integers(1, 3)), max_size=80),
    )
    def test_guaranteed_share_of_the_leads_a_tier_could_take(self, shares, absences):
        """Whoever is away when, a tier gets its floor of what it could take, less one per tier."""
        tiers = tuple(
            Tier(key, share=share, floor_share=floor)
            for key, (share, floor) in enumerate(shares, start=1)
        )
        reps = reps_of(tiers)
        leads = [
            # a lead that all reps of a tier failed is one this tier cannot take
            Lead(number, (1,), failed_user_ids=frozenset(10 * t + p for t in away for p in (1, 2)))
            for number, away in enumerate(absences)
        ]
        counts = count_tiers(self.run_tiers(leads, tiers, reps))
        for tier in tiers:
            could = sum(tier.id not in away for away in absences)
            floor = could * tier.floor_share / 100
            self.assertGreaterEqual(counts.get(tier.id, 0), floor - len(tiers))

    @patient
    @given(st.lists(GRADES, max_size=60))
    def test_better_leads_go_to_higher_tiers(self, grades):
        reps = tuple(
            Candidate(key, id=key, tier_id=key, tier_min_grade=grade)
            for key, grade in ((1, 'b'), (2, 'c'), (3, ''))
        )
        leads = [Lead(number, (1,), grade=grade) for number, grade in enumerate(grades)]
        for lead, decision in zip(leads, self.run_tiers(leads, reps=reps).decisions, strict=True):
            allowed = {'a': (1, 2, 3), 'b': (1, 2, 3), 'c': (2, 3)}.get(lead.grade, (3,))
            self.assertIn(decision.tier_id, allowed)

    @patient
    @given(st.integers(0, 60), st.integers(1, 5))
    def test_protective_cap_keeps_the_best_from_drowning(self, number, cap):
        best = Candidate(1, id=1, tier_id=1, tier_daily_cap=cap)
        rest = Candidate(2, id=2, tier_id=2)
        counts = count(self.run_tiers(make_leads(number), reps=(best, rest)))
        self.assertLessEqual(counts.get(1, 0), cap)
        self.assertEqual(sum(counts.values()), number)

    def test_open_cap_of_the_tier(self):
        rep = Candidate(1, id=1, tier_id=1, tier_open_cap=2)
        [decision] = self.run_tiers(make_leads(1), reps=(rep,), loads={1: Load(open=2)}).decisions
        self.assertEqual(decision.exclusions[0].key, 'tier_cap')

    def test_tier_kept_out_by_grade_keeps_its_turns(self):
        reps = (Candidate(1, id=1, tier_id=1, tier_min_grade='a'), Candidate(2, id=2, tier_id=2))
        tiers = (Tier(1, share=50), Tier(2, share=50))
        leads = [Lead(number, (1,), grade='c') for number in range(3)]
        leads += [Lead(number, (1,), grade='a') for number in range(3, 6)]
        result = self.run_tiers(leads, tiers, reps)
        self.assertEqual([d.tier_id for d in result.decisions], [2, 2, 2, 1, 1, 1])

    def test_absent_tier_is_not_flooded_on_return(self):
        tiers = (Tier(1, share=50), Tier(2, share=50))
        away = frozenset([11, 12])
        leads = [Lead(number, (1,), failed_user_ids=away) for number in range(10)]
        leads += make_leads(14)[10:]
        result = self.run_tiers(leads, tiers)
        self.assertLessEqual(count_tiers(result)[1], 3, "two of four, and the turn it missed last")

    @patient
    @given(st.lists(st.integers(0, 12), max_size=6))
    def test_restarts_change_nothing(self, batches):
        tiers = (Tier(1, 50, 10), Tier(2, 35, 10), Tier(3, 15, 20))
        reps = reps_of(tiers)
        whole = self.run_tiers(make_leads(sum(batches)), tiers, reps)
        parts, start, now = [], 0, tiers
        for size in batches:
            result = self.run_tiers(make_leads(start + size)[start:], now, reps)
            tier_ids = {one.id: one.tier_id for one in reps}
            reps = tuple(
                Candidate(
                    one.user_id,
                    one.id,
                    deficit=one.deficit,
                    turn=one.turn,
                    tier_id=tier_ids[one.id],
                )
                for one in carry_on(reps, result)
            )
            now = tuple(result.tiers.get(tier.id, tier) for tier in now)
            parts.extend(result.decisions)
            start += size
        self.assertEqual([d.user_id for d in whole.decisions], [d.user_id for d in parts])

    @patient
    @given(st.lists(GRADES, max_size=40))
    def test_moves_of_the_decisions_add_up_to_the_counters(self, grades):
        tiers = (Tier(1, 70, 10), Tier(2, 30, 20))
        leads = [Lead(number, (1,), grade=grade) for number, grade in enumerate(grades)]
        reps = (Candidate(1, 1, tier_id=1, tier_min_grade='b'), Candidate(2, 2, tier_id=2))
        result = self.run_tiers(leads, tiers, reps)
        for tier in tiers:
            moves = [m for d in result.decisions for m in d.tier_moves if m[0] == tier.id]
            final = result.tiers.get(tier.id, tier)
            self.assertAlmostEqual(final.deficit, sum(m[1] for m in moves))
            self.assertAlmostEqual(final.floor_credit, sum(m[2] for m in moves))


@tagged('post_install', '-at_install')
class TestSingleContact(BaseCase):
    def test_contact_receives_all(self):
        result = run((), make_leads(3), method='single_contact', contact=Candidate(9))
        self.assertEqual(count(result), {9: 3})

    def test_contact_who_is_away(self):
        contact = Candidate(9, is_available=False)
        [decision] = run((), make_leads(1), method='single_contact', contact=contact).decisions
        self.assertEqual(decision.outcome, 'wait')
        self.assertEqual(decision.exclusions[0].key, 'available')


@tagged('post_install', '-at_install')
class TestKnownOwner(BaseCase):
    """Rep 1 is next in turn, user 5 knows the customer."""

    def decide(self, leads, owners=None, people=(5,), **rule):
        rule = {'keep_customer_owner': True, 'keep_duplicate_owner': True, **rule}
        people = {one: Candidate(one) for one in people}
        candidates = (Candidate(1, 1), Candidate(2, 2))
        rules = {1: Rule(1, candidates=candidates, **rule)}
        return distribute(leads, rules, people=people, owners=owners or {}).decisions

    def test_customer_stays_with_his_salesperson(self):
        lead = Lead(1, (1,), customer_keys=(('customer', 3),))
        [decision] = self.decide([lead], {('customer', 3): (5,)})
        self.assertEqual((decision.user_id, decision.reason), (5, 'customer_owner'))

    def test_duplicate_stays_with_its_salesperson(self):
        lead = Lead(1, (1,), duplicate_keys=(('email', 'x'),))
        [decision] = self.decide([lead], {('email', 'x'): (5,)})
        self.assertEqual((decision.user_id, decision.reason), (5, 'duplicate_owner'))

    def test_each_can_be_switched_off(self):
        keys = (('email', 'x'),)
        lead = Lead(1, (1,), customer_keys=keys, duplicate_keys=keys)
        off = {'keep_customer_owner': False, 'keep_duplicate_owner': False}
        [decision] = self.decide([lead], {keys[0]: (5,)}, **off)
        self.assertEqual(decision.user_id, 1)

    def test_owner_who_cannot_take_it_is_passed_over_and_named(self):
        lead = Lead(1, (1,), duplicate_keys=(('email', 'x'),), failed_user_ids=frozenset([5]))
        [decision] = self.decide([lead], {('email', 'x'): (5,)})
        self.assertEqual(decision.user_id, 1)
        self.assertEqual([(e.user_id, e.key) for e in decision.exclusions], [(5, 'already_failed')])

    def test_it_is_no_turn(self):
        lead = Lead(1, (1,), duplicate_keys=(('email', 'x'),))
        [decision] = self.decide([lead], {('email', 'x'): (1,)})
        self.assertEqual((decision.user_id, decision.member_id, decision.booked), (1, 0, 0))

    def test_limits_of_a_member_hold_for_customers_he_knows(self):
        lead = Lead(1, (1,), duplicate_keys=(('email', 'x'),))
        rules = {
            1: Rule(
                1,
                candidates=(Candidate(1, 1, open_cap=1), Candidate(2, 2)),
                keep_duplicate_owner=True,
            )
        }
        result = distribute([lead], rules, {1: Load(open=1)}, owners={('email', 'x'): (1,)})
        self.assertEqual(result.decisions[0].user_id, 2)

    def test_two_leads_of_one_customer_in_a_batch_go_to_one_rep(self):
        leads = [Lead(key, (1,), duplicate_keys=(('email', 'x'),)) for key in range(3)]
        self.assertEqual({decision.user_id for decision in self.decide(leads)}, {1})

    def test_it_comes_before_a_pool(self):
        lead = Lead(1, (1,), customer_keys=(('customer', 3),))
        owners = {('customer', 3): (5,)}
        [decision] = self.decide([lead], owners, method='pool', pool_id=4)
        self.assertEqual(decision.user_id, 5)
