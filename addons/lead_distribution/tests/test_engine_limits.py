from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import (
    FILTERS,
    Candidate,
    Lead,
    Load,
    Rule,
    Team,
    check,
    distribute,
)
from odoo.addons.lead_distribution.tests.test_engine import patient
from odoo.tests import BaseCase, tagged

METHODS = st.sampled_from(['round_robin', 'load_balanced'])
GRADES = ('a', 'b', 'c', 'd')
# mostly without a limit, so that each limit is the tightest one now and then
caps = st.sampled_from([0, 0, 0, 1, 2, 3, 6])
grade_caps = st.lists(caps, min_size=4, max_size=4).map(
    lambda values: tuple((grade, cap) for grade, cap in zip(GRADES, values, strict=True) if cap)
)
limits = st.fixed_dictionaries(
    {'daily_cap': caps, 'weekly_cap': caps, 'open_cap': caps, 'grade_caps': grade_caps}
)
held = st.dictionaries(st.sampled_from(GRADES), st.integers(1, 3), max_size=3)
loads = st.builds(
    lambda today, more, grades: Load(today, sum(grades.values()), today + more, grades),
    caps,
    caps,
    held,
)


@tagged('post_install', '-at_install')
class TestEngineLimits(BaseCase):
    def test_each_limit_excludes_with_its_own_name(self):
        full = Team(4, daily_cap=1, load=Load(today=1))
        cases = (
            ('daily_cap', {'daily_cap': 2}, Load(today=2)),
            ('weekly_cap', {'weekly_cap': 2}, Load(week=2)),
            ('open_cap', {'open_cap': 2}, Load(open=2)),
            ('grade_cap', {'grade_caps': (('b', 2),)}, Load(grades={'b': 2})),
            ('team_cap', {}, Load(team=full)),
            ('tier_cap', {'tier_daily_cap': 2}, Load(today=2)),
            ('tier_cap', {'tier_open_cap': 2}, Load(open=2)),
            ('tier_grade', {'tier_min_grade': 'a'}, Load()),
            ('territory', {'territory_ids': frozenset([8])}, Load()),
            (None, {'daily_cap': 2, 'weekly_cap': 2, 'open_cap': 2}, Load(1, 1, 1)),
            (None, {'grade_caps': (('a', 2), ('b', 3))}, Load(grades={'a': 2, 'b': 2})),
            (None, {'tier_min_grade': 'b'}, Load()),
        )
        for key, values, load in cases:
            with self.subTest(key=key, values=values):
                lead = Lead(1, grade='b', territory_id=9 if key == 'territory' else 0)
                self.assertEqual(check(Candidate(7, **values), lead, load), key)

    def test_lead_without_a_grade(self):
        self.assertEqual(check(Candidate(7, tier_min_grade='d'), Lead(1), Load()), 'tier_grade')
        capped = Candidate(7, grade_caps=(('a', 1),))
        self.assertIsNone(check(capped, Lead(1), Load(grades={'': 9, 'a': 1})))

    def test_grade_of_the_tier_is_asked_last(self):
        self.assertEqual(list(FILTERS)[-1], 'tier_grade')

    @patient
    @given(
        METHODS,
        st.lists(st.tuples(limits, loads), min_size=1, max_size=4),
        limits,
        st.lists(st.sampled_from(['', *GRADES]), max_size=30),
    )
    def test_no_limit_is_exceeded_and_no_room_is_wasted(self, method, rows, team_limits, grades):
        candidates = tuple(
            Candidate(key, key, team_id=1, **values) for key, (values, _) in enumerate(rows, 1)
        )
        before = {key: load for key, (_, load) in enumerate(rows, 1)}
        rules = {1: Rule(1, method, candidates)}
        leads = [Lead(key, (1,), grade=grade) for key, grade in enumerate(grades)]
        result = distribute(leads, rules, before, {1: Team(1, **team_limits)})
        now, team = dict(before), Load()
        for lead, decision in zip(leads, result.decisions, strict=True):
            if decision.outcome == 'assign':
                now[decision.user_id] = now[decision.user_id].plus(lead.grade)
                team = team.plus(lead.grade)
                one = candidates[decision.user_id - 1]
                self.assert_within(one, now[one.user_id], lead.grade)
                self.assert_within(Team(1, **team_limits), team, lead.grade)
            else:
                full = Team(1, **team_limits, load=team)
                for one in candidates:
                    load = now[one.user_id]
                    seen = Load(load.today, load.open, load.week, load.grades, full)
                    self.assertIsNotNone(check(one, lead, seen))

    @patient
    @given(limits, held, st.lists(st.sampled_from(['', *GRADES]), max_size=30))
    def test_no_limit_of_a_team_is_exceeded(self, team_limits, grades_held, grades):
        before = Load(1, sum(grades_held.values()), 2, grades_held)
        team = Team(1, **team_limits, load=before)
        rules = {1: Rule(1, candidates=(Candidate(1, 1, team_id=1), Candidate(2, 2, team_id=1)))}
        leads = [Lead(key, (1,), grade=grade) for key, grade in enumerate(grades)]
        result = distribute(leads, rules, {}, {1: team})
        for lead, decision in zip(leads, result.decisions, strict=True):
            if decision.outcome == 'assign':
                before = before.plus(lead.grade)
                self.assert_within(team, before, lead.grade)

    def assert_within(self, limits, load, grade):
        self.assertLessEqual(load.today, limits.daily_cap or load.today)
        self.assertLessEqual(load.week, limits.weekly_cap or load.week)
        self.assertLessEqual(load.open, limits.open_cap or load.open)
        cap = dict(limits.grade_caps).get(grade)
        self.assertLessEqual(load.grades.get(grade, 0), cap or load.grades.get(grade, 0))

    def test_lead_counts_for_the_team_it_will_have(self):
        lead = Lead(1, team_id=2)
        for values, team_id in (
            ({'team_id': 1, 'team_ids': frozenset([2])}, 1),
            ({'team_ids': frozenset([2, 3]), 'home_team_id': 3}, 2),
            ({'team_ids': frozenset([3]), 'home_team_id': 3}, 3),
        ):
            with self.subTest(values=values):
                self.assertEqual(Candidate(7, **values).team_for(lead), team_id)

    def test_fallback_rule_is_tried_before_the_next_one(self):
        nobody = Candidate(7, 1, is_active=False)
        rules = {
            1: Rule(1, candidates=(nobody,), fallback='next_rule', fallback_rule_id=3),
            2: Rule(2, candidates=(Candidate(8, 2),)),
            3: Rule(3, candidates=(Candidate(9, 3),)),
        }
        [decision] = distribute([Lead(1, (1, 2))], rules).decisions
        self.assertEqual((decision.rule_id, decision.user_id), (3, 9))

    def test_circle_of_fallback_rules_ends(self):
        nobody = Candidate(7, 1, is_active=False)
        rules = {
            key: Rule(key, candidates=(nobody,), fallback='next_rule', fallback_rule_id=3 - key)
            for key in (1, 2)
        }
        [decision] = distribute([Lead(1, (1,))], rules).decisions
        self.assertEqual(decision.outcome, 'wait')
