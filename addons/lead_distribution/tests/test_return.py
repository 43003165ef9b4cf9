from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import Candidate, Lead, Rule, distribute
from odoo.addons.lead_distribution.engine.absence import moves_of_absent
from odoo.tests import BaseCase, tagged

from .common_presence import PresenceCase

weights = st.lists(st.integers(1, 5), min_size=2, max_size=5)
counts = st.tuples(*[st.integers(0, 25)] * 3)
patient = settings(deadline=None)
TINY = 1e-9


def place(candidates, number, absent=(), policy='none', catch_up=0):
    """Return the candidates after `number` leads during which the members `absent` were not there,
    and the ids of those who got the leads, in order."""
    here = tuple(one for one in candidates if one.id not in absent)
    leads = [Lead(index, rule_ids=(1,)) for index in range(number)]
    result = distribute(leads, {1: Rule(1, candidates=here)})
    moves = {one.id: result.deficits.get(one.id, one.deficit) - one.deficit for one in candidates}
    places = {one.id: (one.deficit, one.weight) for one in candidates}
    extra = moves_of_absent(policy, catch_up, places, moves, {one.id for one in here})
    after = tuple(
        Candidate(
            one.user_id,
            id=one.id,
            weight=one.weight,
            deficit=one.deficit + moves[one.id] + extra.get(one.id, 0),
            turn=result.turns.get(one.id, one.turn),
        )
        for one in candidates
    )
    return after, [decision.member_id for decision in result.decisions]


def make(weights):
    return tuple(
        Candidate(user_id=100 + index, id=index, weight=weight)
        for index, weight in enumerate(weights, start=1)
    )


def lead_by(one, others):
    """Return how far a member is behind the average of the others, in leads per weight."""
    return sum(other.deficit for other in others) / len(others) - one.deficit


@tagged('post_install', '-at_install')
class TestReturnEngine(BaseCase):
    """The places of absent members: what each policy promises, in generated cases."""

    @patient
    @given(weights, counts)
    def test_average_gives_nothing_and_takes_nothing(self, weights, numbers):
        before, _got = place(make(weights), numbers[0])
        after, _got = place(before, numbers[1], {1}, 'average')
        self.assertAlmostEqual(lead_by(before[0], before[1:]), lead_by(after[0], after[1:]), 6)

    @patient
    @given(weights, counts)
    def test_average_keeps_all_within_two_turns(self, weights, numbers):
        members, _got = place(make(weights), numbers[0])
        members, _got = place(members, numbers[1], {1}, 'average')
        members, _got = place(members, numbers[2])
        for one in members:
            for other in members:
                bound = 2 / min(member.weight for member in members)
                self.assertLessEqual(abs(one.deficit - other.deficit), bound + TINY)

    @patient
    @given(weights, counts, st.integers(0, 6))
    def test_capped_makes_up_no_more_than_its_limit(self, weights, numbers, catch_up):
        members, _got = place(make(weights), numbers[0])
        members, _got = place(members, numbers[1], {1}, 'capped', catch_up)
        _members, got = place(members, 40)
        in_a_row = next((index for index, one in enumerate(got) if one != 1), len(got))
        # the leads to make up and, with equal places, the turn; before that, weight may be due
        due = max(members[0].weight // other.weight for other in members[1:])
        self.assertLessEqual(in_a_row, catch_up + 1 + due)

    @patient
    @given(weights, counts)
    def test_none_makes_up_all(self, weights, numbers):
        members, _got = place(make(weights), numbers[0])
        members, _got = place(members, numbers[1], {1}, 'none')
        members, _got = place(members, 26 * 25)
        for other in members[1:]:
            bound = 1 / min(members[0].weight, other.weight)
            self.assertLessEqual(abs(members[0].deficit - other.deficit), bound + TINY)

    @patient
    @given(weights, st.lists(st.booleans(), max_size=12))
    def test_going_and_coming_pays_nobody(self, weights, absences):
        members = make(weights)
        for is_absent in absences:
            members, _got = place(members, 0, {1} if is_absent else (), 'average')
        self.assertEqual([one.deficit for one in members], [0] * len(members))

    def test_nobody_there_moves_nobody(self):
        self.assertEqual(moves_of_absent('average', 0, {1: (0, 1)}, {}, set()), {})
        self.assertEqual(moves_of_absent('capped', 0, {1: (0, 1)}, {}, {1}), {})


@tagged('post_install', '-at_install')
class TestReturn(PresenceCase):
    """What a rep finds on return, by the policy of the rule."""

    def got_on_return(self, count=4):
        """Return how many of `count` leads Rep B gets after ten were given without him."""
        self.give(10)
        self.rep_b.lead_presence = 'available'
        return self.owners(self.give(count)).count(self.rep_b)

    def test_policies(self):
        for policy, expected in (('average', 2), ('none', 4), ('capped', 3)):
            with self.subTest(policy):
                self.rule.member_ids.write({'deficit': 0, 'turn': 0})
                self.rule.write({'return_policy': policy, 'catch_up_leads': 2})
                self.rep_b.lead_presence = 'busy'
                self.assertEqual(self.got_on_return(), expected)

    def test_leave_counts_as_absence(self):
        self.make_leave(self.rep_b, '2026-03-02 09:00:00', '2026-03-03 17:00:00')
        self.give_at('2026-03-02 12:00', 10)
        leads = self.give_at('2026-03-04 12:00', 4)
        self.assertEqual(self.owners(leads).count(self.rep_b), 2)

    def test_hours_off_count_as_absence(self):
        self.rule.only_working_hours = True
        self.make_resource(self.rep_b, self.make_calendar("Afternoon", [(13, 17)]))
        self.give_at('2026-03-02 11:00', 10)
        leads = self.give_at('2026-03-02 14:00', 4)
        self.assertEqual(self.owners(leads).count(self.rep_b), 2)

    def test_limit_reached_is_no_absence(self):
        self.member(self.rep_b).open_cap = 1
        self.make_leads(1, user_id=self.rep_b.id)
        self.give(3)
        self.assertEqual(self.member(self.rep_b).deficit, 0)

    def test_leads_taken_from_others_do_not_set_the_absent_back(self):
        self.give(2)
        self.rep_b.lead_presence = 'busy'
        lead = self.give()
        lead.with_user(self.leader).user_id = self.rep_c
        self.distribute()
        self.assertEqual(self.member(self.rep_a).deficit, 1)
        self.assertEqual(self.member(self.rep_b).deficit, 1)

    def test_place_is_never_behind_what_was_given(self):
        leads = self.give(2)
        self.rep_b.lead_presence = 'busy'
        leads[0].with_user(self.leader).user_id = self.rep_c
        self.distribute()
        self.assertEqual(self.member(self.rep_a).deficit, 0)
        self.assertEqual(self.member(self.rep_b).deficit, 1)
