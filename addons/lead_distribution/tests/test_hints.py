from unittest.mock import patch

from odoo.tests import tagged

from ..models import lead_pool_hints
from ..models.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE
from .common import LeadDistributionCase

ISOLATES = str.maketrans('', '', FIRST_STRONG_ISOLATE + POP_ISOLATE)


@tagged('post_install', '-at_install')
class TestHints(LeadDistributionCase):
    """What a blind pool lets its members know: counts by one thing at a time."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool('blind_pull', hint_min_leads=3)
        france, spain = self.env.ref('base.fr'), self.env.ref('base.es')
        self.leads = self.give(2, country_id=france.id) + self.give(country_id=spain.id)
        self.leads[0].lead_grade = 'a'

    def hints(self, user):
        self.env.invalidate_all()
        text = self.pool.with_user(user).hint_text
        return text and text.translate(ISOLATES)

    def test_none_unless_the_pool_says_so(self):
        self.assertFalse(self.hints(self.rep_a))

    def test_counts_by_country(self):
        self.pool.hint_country = True
        self.assertEqual(self.hints(self.rep_a), "2 from France, 1 from Spain")

    def test_a_grade_in_an_arabic_line_stays_beside_its_number(self):
        self.pool.hint_grade = True
        self.assertEqual(
            self.pool.with_user(self.rep_a).hint_text,
            "2 \u2068without a grade\u2069, 1 \u2068A\u2069",
        )

    def test_each_thing_is_counted_alone(self):
        self.pool.write({'hint_country': True, 'hint_grade': True})
        self.assertEqual(
            self.hints(self.rep_a), "2 without a grade, 1 A\n2 from France, 1 from Spain"
        )

    def test_language_and_age(self):
        self.pool.write({'hint_language': True, 'hint_age': True})
        self.assertEqual(self.hints(self.rep_a), "3 without a language\n3 waiting less than a day")

    def test_a_huge_pool_says_that_not_all_are_counted(self):
        self.pool.hint_country = True
        with patch.object(lead_pool_hints, 'COUNTED', 3):
            self.assertEqual(
                self.hints(self.rep_a), "Of the first 3 leads:\n2 from France, 1 from Spain"
            )

    def test_few_leads_are_not_described(self):
        self.pool.hint_country = True
        self.leads[0].user_id = self.rep_c
        self.assertFalse(self.hints(self.rep_a))

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
