from odoo.tests import tagged

from .common import LeadQualificationCase

CARDS = {
    'champ': ["Challenges", "Authority", "Money", "Prioritisation"],
    'meddic': [
        "Metrics",
        "Economic Buyer",
        "Decision Criteria",
        "Decision Process",
        "Identified Pain",
        "Champion",
    ],
    'gpctba': [
        "Goals",
        "Plans",
        "Challenges",
        "Timeline",
        "Budget",
        "Authority",
        "Negative Consequences",
        "Positive Implications",
    ],
}


@tagged('post_install', '-at_install')
class TestScorecardLibrary(LeadQualificationCase):
    def library(self, name):
        return self.env.ref(f'lead_qualification.lead_scorecard_{name}')

    def test_each_card_asks_its_questions_with_anchored_answers(self):
        for name, criteria in CARDS.items():
            card = self.library(name)
            with self.subTest(card=name):
                self.assertEqual(card.criterion_ids.mapped('name'), criteria)
                for criterion in card.criterion_ids:
                    self.assertEqual(criterion.answer_ids.mapped('points'), [0, 1, 2, 3])
                    self.assertGreaterEqual(len(criterion.question.splitlines()), 2)
                    self.assertTrue(criterion.guidance)

    def test_cards_beside_bant_and_icp_wait_until_a_leader_activates_them(self):
        self.assertEqual(
            self.lead._applicable_scorecards('answered'), self.card, "one card is no choice to make"
        )
        for name in CARDS:
            self.assertFalse(self.library(name).active)
            self.library(name).with_user(self.leader).action_unarchive()
        self.assertEqual(len(self.lead._applicable_scorecards('answered')), 4)

    def test_champ_passes_only_when_all_four_are_met(self):
        card = self.library('champ')
        self.assertEqual(self.assess(self.lead, (2, 2, 2, 2), card).verdict, 'passed')
        self.assertEqual(self.assess(self.lead, (3, 3, 3, 1), card).verdict, 'failed')

    def test_champ_customer_who_will_never_pay_is_out(self):
        assessment = self.assess(self.lead, (3, None, 0, None), self.library('champ'))
        self.assertEqual(assessment.verdict, 'failed')
        self.assertEqual(assessment.explanation, "Knocked out by Money: Will never pay for this")

    def test_larger_cards_pass_at_a_minimum_score(self):
        for name in ('meddic', 'gpctba'):
            card = self.library(name)
            count = len(card.criterion_ids)
            with self.subTest(card=name):
                self.assertEqual(self.assess(self.lead, [2] * count, card).verdict, 'passed')
                self.assertEqual(self.assess(self.lead, [1] * count, card).verdict, 'failed')
