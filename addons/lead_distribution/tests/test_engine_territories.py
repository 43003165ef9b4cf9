from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.lead_distribution.engine import (
    Candidate,
    Lead,
    Rule,
    Territory,
    distribute,
    find,
    overlap,
    zip_key,
)
from odoo.addons.lead_distribution.engine.zips import in_range
from odoo.addons.lead_distribution.tests.test_engine import patient
from odoo.tests import BaseCase, tagged

GERMANY, AUSTRIA, BAVARIA = 49, 43, 490
GERMAN = 7


def only(*ids):
    return frozenset(ids)


WORLD = Territory(1)
DACH = Territory(2, parent_id=1, country_ids=only(GERMANY, AUSTRIA))
BAVARIAN = Territory(3, parent_id=2, state_ids=only(BAVARIA))
MUNICH = Territory(4, parent_id=3, zip_ranges=(('80000', '81999'),))
SPEAKERS = Territory(5, parent_id=1, lang_ids=only(GERMAN))
ALL = (WORLD, DACH, BAVARIAN, MUNICH, SPEAKERS)


@tagged('post_install', '-at_install')
class TestZips(BaseCase):
    def test_ranges(self):
        for code, first, last, inside in (
            ('80331', '80000', '81999', True),
            ('82000', '80000', '81999', False),
            ('9000', '80000', '81999', False),
            ('01067', '01000', '01999', True),
            (' 803 31 ', '80000', '81999', True),
            ('sw1a 2aa', 'SW1', 'SW9', True),
            ('SW10 1AA', 'SW1', 'SW9', False),
            ('SW1A 2AA', 'SW1A', 'SW1A', True),
            ('K1A 0B1', 'K1A', 'K1Z', True),
            ('H2Y 1C6', 'K1A', 'K1Z', False),
            ('94105-1234', '94000', '94105', True),
            ('00-950', '00-001', '00-999', True),
            ('', '00000', '99999', False),
            ('-', '00000', '99999', False),
        ):
            with self.subTest(code=code, range=(first, last)):
                self.assertEqual(in_range(code, first, last), inside)

    def test_overlaps(self):
        for one, other, expected in (
            (('10000', '19999'), ('15000', '25000'), True),
            (('10000', '19999'), ('20000', '29999'), False),
            (('SW1', 'SW3'), ('SW3A', 'SW5'), True),
            (('SW1', 'SW3'), ('SW4', 'SW5'), False),
            (('10', '10'), ('10', '10'), True),
        ):
            with self.subTest(one=one, other=other):
                self.assertEqual(overlap(one, other), expected)
                self.assertEqual(overlap(other, one), expected)

    @patient
    @given(st.text(alphabet='AB01 -', max_size=6), st.text(alphabet='AB01 -', max_size=6))
    def test_any_two_codes_can_be_compared(self, one, other):
        self.assertIn(zip_key(one) <= zip_key(other), (True, False))

    @patient
    @given(*[st.integers(0, 99)] * 5)
    def test_two_ranges_with_a_code_in_common_overlap(self, a, b, c, d, code):
        one = tuple(map(str, sorted((a, b))))
        other = tuple(map(str, sorted((c, d))))
        if in_range(str(code), *one) and in_range(str(code), *other):
            self.assertTrue(overlap(one, other))


@tagged('post_install', '-at_install')
class TestTerritories(BaseCase):
    def test_most_specific_territory_wins(self):
        for vals, expected in (
            ({'country_id': GERMANY, 'state_id': BAVARIA, 'zip': '80331'}, MUNICH),
            ({'country_id': GERMANY, 'state_id': BAVARIA, 'zip': '90402'}, BAVARIAN),
            ({'country_id': AUSTRIA, 'state_id': BAVARIA + 1, 'zip': '80331'}, DACH),
            ({'country_id': GERMANY, 'lang_id': GERMAN}, DACH),
            ({'country_id': 1, 'lang_id': GERMAN}, SPEAKERS),
            ({'country_id': 1}, WORLD),
            ({'country_id': 1, 'state_id': BAVARIA}, WORLD),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(find(ALL, Lead(1, **vals)), expected)
                self.assertEqual(find(ALL[::-1], Lead(1, **vals)), expected)

    def test_zip_before_state_before_country_before_language_before_depth(self):
        everything = {
            'country_id': GERMANY,
            'state_id': BAVARIA,
            'zip': '80331',
            'lang_id': GERMAN,
        }
        kinds = (
            {'zip_ranges': MUNICH.zip_ranges},
            {'state_ids': only(BAVARIA)},
            {'country_ids': only(GERMANY)},
            {'lang_ids': only(GERMAN)},
            {},
        )
        for number in range(len(kinds) - 1):
            better, worse = kinds[number : number + 2]
            with self.subTest(better=better):
                # the one of the lower kind lies deeper, which must not help it
                territories = (Territory(1, **better), Territory(2), Territory(3, 2, **worse))
                self.assertEqual(find(territories, Lead(1, **everything)).id, 1)

    def test_lead_outside_of_all_territories(self):
        self.assertIsNone(find((DACH,), Lead(1, country_id=1)))

    def decide(self, leads, territories, works, **away):
        """Distribute leads; ``works`` says in which territories each rep works."""
        candidates = tuple(
            Candidate(
                rep, rep, territory_ids=only(*ids), is_available=rep not in away.get('away', ())
            )
            for rep, ids in works.items()
        )
        rules = {1: Rule(1, 'territory', candidates, territories=territories)}
        return distribute(leads, rules).decisions

    def leads(self, count, **vals):
        vals = vals or {'country_id': GERMANY, 'state_id': BAVARIA, 'zip': '80331'}
        return [Lead(number, (1,), **vals) for number in range(count)]

    def test_reps_of_the_territory_take_turns(self):
        decisions = self.decide(self.leads(4), ALL, {1: [4], 2: [4], 3: [2]})
        self.assertEqual([d.user_id for d in decisions], [1, 2, 1, 2])
        self.assertEqual({(d.reason, d.territory_id) for d in decisions}, {('territory', 4)})

    def test_lead_goes_to_the_parent_when_all_are_away(self):
        [decision] = self.decide(self.leads(1), ALL, {1: [4], 2: [2]}, away=[1])
        self.assertEqual(
            (decision.user_id, decision.reason, decision.territory_id), (2, 'territory_away', 4)
        )
        self.assertEqual(decision.overflow_territory_id, 2)
        self.assertEqual([(e.user_id, e.key) for e in decision.exclusions], [(1, 'available')])

    def test_lead_goes_to_the_neighbour_before_the_parent(self):
        munich = Territory(4, 3, zip_ranges=MUNICH.zip_ranges, overflow_id=6)
        neighbour = Territory(6, 2, state_ids=only(BAVARIA + 1))
        territories = (WORLD, DACH, BAVARIAN, munich, neighbour)
        [decision] = self.decide(self.leads(1), territories, {1: [4], 2: [3], 3: [6]}, away=[1])
        self.assertEqual(decision.user_id, 3)

    def test_surge_flows_over(self):
        munich = Territory(4, 3, zip_ranges=MUNICH.zip_ranges, surge=2, today=1)
        territories = (WORLD, DACH, BAVARIAN, munich)
        decisions = self.decide(self.leads(3), territories, {1: [4], 2: [3]})
        self.assertEqual([d.user_id for d in decisions], [1, 2, 2])
        self.assertEqual(decisions[1].reason, 'territory_surge')
        self.assertEqual([(e.user_id, e.key) for e in decisions[1].exclusions], [(1, 'surge')])

    def test_surge_does_not_leave_leads_lying(self):
        munich = Territory(4, 3, zip_ranges=MUNICH.zip_ranges, surge=1)
        territories = (WORLD, DACH, BAVARIAN, munich)
        decisions = self.decide(self.leads(3), territories, {1: [4], 2: [3]}, away=[2])
        self.assertEqual([d.user_id for d in decisions], [1, 1, 1])

    def test_lead_of_no_territory_waits_and_says_why(self):
        [decision] = self.decide(self.leads(1, country_id=1), (DACH,), {1: [2]})
        self.assertEqual((decision.outcome, decision.exclusions[0].key), ('wait', 'territory'))

    @patient
    @given(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 2)), max_size=6),
        st.lists(st.sets(st.integers(1, 6)), min_size=1, max_size=4),
        st.integers(0, 12),
    )
    def test_chains_end_and_waste_nobody(self, rows, works, number):
        """Whatever flows over where: a lead waits only if nobody on its way can take it."""
        territories = tuple(
            Territory(key, parent if parent < key else 0, overflow_id=overflow, surge=surge)
            for key, (parent, overflow, surge) in enumerate(rows, start=1)
        )
        reps = {key: sorted(ids) for key, ids in enumerate(works, start=1)}
        leads = self.leads(number)
        home = find(territories, Lead(0))
        for decision in self.decide(leads, territories, reps):
            if decision.outcome == 'assign':
                served = decision.overflow_territory_id or decision.territory_id
                self.assertIn(served, reps[decision.user_id])
            elif home:
                self.assertFalse(any(home.id in ids for ids in reps.values()))
