from odoo.tests import tagged

from ..tools.engine_words import in_words
from ..tools.sentences import exclusion_labels, exclusion_sentence, filter_label, reason_sentence
from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestSeams(LeadDistributionCase):
    """What other addons add to is asked from the models; docs/examples/lead_skill does it."""

    def test_every_filter_has_all_its_words(self):
        for key, one in self.Rule._eligibility_filters().items():
            with self.subTest(key):
                words = [in_words(self.env, text) for text in (one.asks, one.label)]
                self.assertTrue(all(words))
                exclusion = {'key': key, 'name': "Ann", 'rule': "Web"}
                sentence = exclusion_sentence(self.env, exclusion)
                self.assertIn("Ann", sentence)
                self.assertIn("(Web)", sentence)

    def test_every_method_has_all_its_words(self):
        choices = dict(self.Rule._fields['method']._description_selection(self.env))
        methods = self.Rule._distribution_methods()
        self.assertEqual(set(choices) - {'pool'}, set(methods))
        for key, method in methods.items():
            with self.subTest(key):
                self.assertTrue(method.explanation)
                self.assertIn("Ann", reason_sentence(self.env, key, user="Ann", rule="Web"))

    def test_words_follow_the_language_of_the_reader(self):
        self.env['res.lang']._activate_lang('ar_001')
        arabic = self.env(context={**self.env.context, 'lang': 'ar_001'})
        self.assertNotEqual(filter_label(arabic, 'leave'), filter_label(self.env, 'leave'))
        exclusion = {'key': 'leave', 'name': "Ann", 'rule': "Web"}
        self.assertNotEqual(exclusion_labels(arabic)['leave'], "On leave")
        self.assertNotIn("on leave", exclusion_sentence(arabic, exclusion))
        self.assertNotIn("turn", reason_sentence(arabic, 'round_robin', user="Ann", rule="Web"))

    def test_what_nobody_explains_any_more_still_says_something(self):
        exclusion = {'key': 'gone', 'name': "Ann", 'rule': "Web"}
        self.assertEqual(
            exclusion_sentence(self.env, exclusion), "Ann could not take the lead (Web)"
        )
        self.assertEqual(
            reason_sentence(self.env, 'gone', user="Ann", rule="Web"), "The rule Web chose Ann."
        )
        self.assertEqual(reason_sentence(self.env, False, user="Ann"), "")

    def test_what_is_asked_for_is_a_copy_of_ones_own(self):
        self.Rule._eligibility_filters().clear()
        self.Rule._distribution_methods().clear()
        self.assertEqual(self.give(1).user_id, self.rep_a)

    def test_the_grade_of_the_tier_is_asked_last(self):
        self.assertEqual(list(self.Rule._engine_seams()['filters'])[-1], 'tier_grade')

    def test_who_takes_part_is_said_on_the_rule_where_the_method_wants_it(self):
        for method in self.Rule._distribution_methods():
            rule = self.Rule.new({'method': method})
            in_turn = method in ('round_robin', 'load_balanced', 'top_producer')
            self.assertEqual(rule.has_members, in_turn, method)
        self.assertFalse(self.Rule.new({'method': 'pool'}).has_members)
