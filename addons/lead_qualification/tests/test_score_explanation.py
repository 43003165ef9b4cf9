from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common_signals import LeadSignalCase

ANSWERS = st.none() | st.tuples(*[st.none() | st.integers(0, 3)] * 4).filter(
    lambda points: any(value is not None for value in points)
)
SIGNALS = st.lists(st.tuples(st.integers(-100, 100).filter(bool), st.floats(0, 300)), max_size=6)
PROBABILITY = st.none() | st.floats(0.1, 100)
PROFILE = st.fixed_dictionaries(
    {'employee_count': st.sampled_from([0, 3, 50]), 'annual_revenue': st.sampled_from([0, 10, 1e7])}
)


@tagged('post_install', '-at_install')
class TestScoreExplanation(LeadSignalCase):
    @given(ANSWERS, SIGNALS, PROBABILITY, PROFILE)
    @settings(
        max_examples=25, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    def test_reasons_add_up_exactly_to_the_score_shown(self, answers, signals, chance, profile):
        lead = self.make_leads(1, **profile)
        for points, days in signals:
            self.signal(lead, points=points, days=days)
        if answers:
            self.assess(lead, answers)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET automated_probability = %s WHERE id = %s", [chance, lead.id]
        )
        lead.invalidate_recordset()
        lead._evaluate_scorecards()
        lead._update_score()
        points = [reason['points'] for reason in lead.score_reasons or ()]
        self.assertEqual(sum(points), lead.lead_score)
        self.assertTrue(all(points))
        self.assertTrue(0 <= lead.lead_score <= 100)

    def test_answers_speak_for_and_against_in_words(self):
        self.assess(self.lead, (3, 3, 0, 0))
        points = {reason['label']: reason['points'] for reason in self.lead.score_reasons}
        self.assertEqual(points["Starting point"], 50)
        self.assertEqual(points["Budget: Approved and set aside"], 13)
        self.assertEqual(points["Need: No need we can meet"], -13)
        self.assertEqual(self.lead.lead_score, 50)

    def test_signals_of_a_kind_are_one_reason(self):
        for _time in range(2):
            self.signal(self.lead, points=20)
        self.assertEqual(
            self.lead.score_reasons,
            [{'label': "Webinar (2 times)", 'points': 40, 'kind': 'reason'}],
        )

    def test_interest_beyond_its_bounds_is_said(self):
        for _time in range(2):
            self.signal(self.lead, points=90)
        self.assertIn(
            {'label': "Interest counts 100 at most", 'points': -80, 'kind': 'bound'},
            self.lead.score_reasons,
        )

    def test_form_shows_three_for_three_against_and_the_rest(self):
        card = self.card.copy({'name': "Long"})
        for criterion in card.criterion_ids:
            criterion.copy({'name': f"{criterion.name} again", 'scorecard_id': card.id})
        self.assess(self.lead, (3, 3, 0, 0, 3, 3, 0, 0), card)
        shown = self.lead._explain()
        self.assertEqual((len(shown['top_for']), len(shown['top_against'])), (3, 3))
        total = shown['start'] + shown['rest']
        total += sum(reason['points'] for reason in shown['top_for'] + shown['top_against'])
        self.assertEqual(total, self.lead.lead_score)

    def test_reasons_stay_those_of_the_score_shown(self):
        self.signal(self.lead)
        self.env.ref('lead_qualification.lead_score_policy_default').weight_interest = 5
        self.webinar.points = 1
        self.env.invalidate_all()
        self.assertEqual(sum(r['points'] for r in self.lead.score_reasons), self.lead.lead_score)

    def test_lead_nothing_is_known_of_has_no_explanation(self):
        self.assertFalse(self.lead.score_explanation)
        self.assertFalse(self.lead.score_reasons)

    def test_texts_of_people_are_escaped(self):
        self.webinar.name = "<script>alert(1)</script>"
        self.signal(self.lead)
        self.assertNotIn("<script>", self.lead.score_explanation)
