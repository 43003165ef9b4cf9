from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import score as engine

POINTS = st.integers(-100, 100).filter(bool)
AGES = st.floats(0, 5000)
HALF_LIVES = st.floats(0.01, 1000)
PERCENT = st.floats(0, 100)
MAYBE = st.none() | PERCENT
FACTORS = st.fixed_dictionaries(dict.fromkeys(engine.FACTORS, MAYBE))
WEIGHTS = st.fixed_dictionaries(
    {**dict.fromkeys(engine.FACTORS, st.floats(0, 100)), 'fit': st.floats(1, 100)}
)
CARDS = st.builds(
    engine.Cards,
    PERCENT,
    st.sampled_from('abcd'),
    st.sampled_from(['passed', 'failed', 'incomplete']),
    st.booleans(),
)


@tagged('post_install', '-at_install')
class TestScoreEngine(BaseCase):
    @given(POINTS, HALF_LIVES)
    def test_signal_counts_half_after_its_half_life(self, points, half_life):
        self.assertEqual(engine.decayed(points, 0, half_life), points)
        self.assertAlmostEqual(engine.decayed(points, half_life, half_life), points / 2)
        self.assertAlmostEqual(engine.decayed(points, 2 * half_life, half_life), points / 4)

    @given(POINTS, AGES, AGES, HALF_LIVES)
    def test_signal_never_gains_with_age_nor_changes_sides(self, points, age, later, half_life):
        younger, older = sorted((age, age + later))
        first = engine.decayed(points, younger, half_life)
        second = engine.decayed(points, older, half_life)
        self.assertLessEqual(abs(second), abs(first))
        self.assertGreater(first * points, 0)

    @given(AGES, AGES, HALF_LIVES)
    def test_decay_in_two_steps_is_decay_in_one(self, first, second, half_life):
        if (first + second) / half_life > engine.MAX_HALF_LIVES:
            return
        at_once = engine.decayed(100, first + second, half_life)
        in_steps = engine.decayed(engine.decayed(100, first, half_life), second, half_life)
        self.assertAlmostEqual(at_once, in_steps)

    @given(st.lists(st.floats(-200, 200)))
    def test_interest_lies_between_0_and_100(self, values):
        self.assertTrue(0 <= engine.interest(values) <= 100)

    @given(FACTORS, WEIGHTS)
    def test_score_lies_between_the_known_factors(self, factors, weights):
        shares = engine.shares(factors, weights)
        score = engine.score(factors, weights)
        if not shares:
            self.assertEqual(score, 0)
            return
        known = [factors[key] for key in shares]
        self.assertTrue(min(known) - 0.5001 <= score <= max(known) + 0.5001)
        self.assertAlmostEqual(sum(shares.values()), 1)

    @given(FACTORS, WEIGHTS)
    def test_missing_factor_is_left_out_and_no_zero(self, factors, weights):
        without = {key: value for key, value in factors.items() if value is not None}
        self.assertEqual(engine.score(factors, weights), engine.score(without, weights))

    @given(PERCENT, WEIGHTS)
    def test_odoos_probability_alone_makes_no_score(self, probability, weights):
        self.assertFalse(engine.shares({'probability': probability}, weights))

    @given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=30))
    def test_whole_points_add_up_exactly_and_lie_next_to_the_exact_ones(self, points):
        total = round(sum(points))
        whole = engine.whole_points(points, total)
        self.assertEqual(sum(whole), total)
        for exact, rounded in zip(points, whole, strict=True):
            self.assertLess(abs(exact - rounded), 1.0001)

    @given(st.none() | st.sampled_from('abcd'), CARDS)
    def test_cards_lift_lower_or_knock_out(self, axes, cards):
        grade = engine.grade(axes, cards)
        if cards.is_knocked_out:
            self.assertEqual(grade, 'd')
        else:
            expected = {
                'passed': min(axes or 'd', cards.grade),
                'failed': max(axes or 'a', cards.grade, 'c'),
                'incomplete': axes,
            }
            self.assertEqual(grade, expected[cards.verdict])

    def test_who_failed_ranks_behind_who_passed_whatever_else_is_known(self):
        failed = engine.Cards(90, 'a', 'failed', False)
        passed = engine.Cards(60, 'b', 'passed', False)
        self.assertEqual(engine.grade('a', failed), 'c')
        self.assertLess(engine.grade('b', passed), engine.grade('a', failed))

    def test_passed_card_lifts_no_higher_than_the_fit_can_reach(self):
        passed = engine.Cards(100, 'a', 'passed', False)
        self.assertEqual(engine.grade('d', passed, 'c'), 'c')
        self.assertEqual(engine.grade('d', passed, 'a'), 'a')
        self.assertEqual(engine.grade('b', passed, 'c'), 'b')

    @given(st.none() | st.sampled_from('abcd'))
    def test_without_cards_the_grid_decides(self, axes):
        self.assertEqual(engine.grade(axes, None), axes)

    def test_levels_begin_at_their_thresholds(self):
        levels = {None: 'unknown', 0: 'low', 49.9: 'low', 50: 'medium', 74.9: 'medium', 75: 'high'}
        for score, level in levels.items():
            with self.subTest(score=score):
                self.assertEqual(engine.level(score, 75, 50), level)
