from unittest.mock import patch

from odoo.tests import tagged

from ..models.pool import lead_pool_text as lead_pool_hints
from ..tools.words import FIRST_STRONG_ISOLATE, POP_ISOLATE
from .common import LeadDistributionCase

ISOLATES = str.maketrans('', '', FIRST_STRONG_ISOLATE + POP_ISOLATE)


@tagged('post_install', '-at_install')
class TestHints(LeadDistributionCase):
    """What a blind pool lets its members know: counts by one thing at a time."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool('blind_pull', hint_min_leads=3)
        france, spain = self.env.ref('base.fr'), self.env.ref('base.es')
        self.leads = self.give(4, country_id=france.id) + self.give(3, country_id=spain.id)
        self.leads[:3].lead_grade = 'a'

    def hints(self, user):
        self.env.invalidate_all()
        text = self.pool.with_user(user).hint_text
        return text and text.translate(ISOLATES)

    def test_none_unless_the_pool_says_so(self):
        self.assertFalse(self.hints(self.rep_a))

    def test_counts_by_country(self):
        self.pool.hint_country = True
        self.assertEqual(self.hints(self.rep_a), "4 from France, 3 from Spain")

    def test_a_grade_in_an_arabic_line_stays_beside_its_number(self):
        self.pool.hint_grade = True
        self.assertEqual(
            self.pool.with_user(self.rep_a).hint_text,
            "4 \u2068without a grade\u2069, 3 \u2068A\u2069",
        )

    def test_each_thing_is_counted_alone(self):
        self.pool.write({'hint_country': True, 'hint_grade': True})
        self.assertEqual(
            self.hints(self.rep_a), "4 without a grade, 3 A\n4 from France, 3 from Spain"
        )

    def test_language_and_age(self):
        self.pool.write({'hint_language': True, 'hint_age': True})
        self.assertEqual(self.hints(self.rep_a), "7 without a language\n7 waiting less than a day")

    def test_a_huge_pool_says_that_not_all_are_counted(self):
        self.pool.hint_country = True
        with patch.object(lead_pool_hints, 'COUNTED', 7):
            self.assertEqual(
                self.hints(self.rep_a), "Of the first 7 leads:\n4 from France, 3 from Spain"
            )

    def test_few_leads_are_not_described(self):
        self.pool.hint_country = True
        self.leads[2:].user_id = self.rep_c
        self.assertFalse(self.hints(self.rep_a))

    def test_no_group_is_small_enough_to_describe_a_lead(self):
        self.pool.write({'hint_country': True, 'hint_grade': True, 'hint_min_leads': 2})
        self.leads[0].country_id = self.env.ref('base.de')
        self.leads[:2].lead_grade = False
        self.assertEqual(self.hints(self.rep_a), "3 from France, 4 others")
        self.leads[0].country_id = self.env.ref('base.es')
        self.assertEqual(self.hints(self.rep_a), "4 from Spain, 3 from France")

    def test_few_of_a_kind_are_counted_together(self):
        self.pool.hint_country = True
        self.leads[-1].country_id = self.env.ref('base.de')
        self.assertEqual(self.hints(self.rep_a), "4 from France, 3 others")

    def test_an_empty_pool_hints_nothing(self):
        self.pool.write({'hint_country': True, 'hint_grade': True, 'hint_min_leads': 0})
        self.leads.user_id = self.rep_c
        self.assertFalse(self.hints(self.rep_a))

    def test_hints_are_for_members(self):
        self.pool.hint_country = True
        for user in self.leader + self.marketer:
            self.assertFalse(self.hints(user), user.name)

    def test_only_blind_pools_hint(self):
        self.pool.write({'hint_country': True, 'method': 'cherry_pick'})
        self.assertFalse(self.hints(self.rep_a))

    def test_hints_name_nothing_else(self):
        self.leads.write({'name': "SENTINEL", 'partner_name': "SENTINEL", 'city': "SENTINEL"})
        self.pool.write(dict.fromkeys(['hint_' + k for k in ('grade', 'country', 'age')], True))
        self.assertNotIn("SENTINEL", self.hints(self.rep_a))
