from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestAssessment(LeadQualificationCase):
    def test_bant_passes_only_when_all_four_are_met(self):
        self.assertEqual(self.assess(self.lead, (2, 2, 2, 2)).verdict, 'passed')
        for missed in range(4):
            points = [3, 3, 3, 3]
            points[missed] = 1
            with self.subTest(missed=missed):
                self.assertEqual(self.assess(self.lead, points).verdict, 'failed')

    def test_missing_answer_is_missing_and_not_zero(self):
        assessment = self.assess(self.lead, (3, 3, 3, None))
        self.assertEqual(assessment.verdict, 'incomplete')
        self.assertEqual(assessment.score, 100)
        self.assertEqual(assessment.missing, "Timeline")

    def test_unmet_criterion_fails_although_others_are_missing(self):
        self.assertEqual(self.assess(self.lead, (0, None, None, None)).verdict, 'failed')

    def test_score_is_weighted_and_in_percent(self):
        self.card.criterion_ids[0].weight = 3
        assessment = self.assess(self.lead, (3, 0, 0, 0))
        self.assertAlmostEqual(assessment.score, 50)
        self.assertEqual(assessment.grade, 'b')

    def test_grade_follows_the_thresholds(self):
        grades = {(3, 3, 3, 0): 'a', (2, 2, 2, 0): 'b', (1, 1, 1, 0): 'c', (1, 1, 0, 0): 'd'}
        for points, grade in grades.items():
            with self.subTest(points=points):
                self.assertEqual(self.assess(self.lead, points).grade, grade)

    def test_knock_out_disqualifies_whatever_else_is_answered(self):
        self.card.criterion_ids[0].answer_ids[-1].is_knock_out = True
        self.assertEqual(self.assess(self.lead, (3, 3, 3, 3)).verdict, 'failed')

    def test_minimum_score_decides_once_missing_answers_cannot_change_it(self):
        self.card.write({'pass_rule': 'minimum_score', 'minimum_score': 50})
        cases = {
            (3, 3, None, None): 'passed',
            (3, None, None, None): 'incomplete',
            (0, 0, 0, None): 'failed',
            (0, 0, 3, 3): 'passed',
        }
        for points, verdict in cases.items():
            with self.subTest(points=points):
                self.assertEqual(self.assess(self.lead, points).verdict, verdict)

    def test_confirmed_assessment_does_not_change_when_its_card_does(self):
        assessment = self.assess(self.lead, (2, 2, 2, 2))
        frozen = self.snapshot(assessment)
        criteria = self.card.criterion_ids
        edits = {
            'answers': lambda: criteria.answer_ids.write(
                {'points': 3, 'name': "Something else", 'is_knock_out': True}
            ),
            'criteria': lambda: criteria.write(
                {'weight': 9, 'name': "Renamed", 'question': "What else?", 'met_points': 3}
            ),
            'pass rule': lambda: self.card.write(
                {'pass_rule': 'minimum_score', 'minimum_score': 99}
            ),
            'grades': lambda: self.card.write({'grade_a': 99, 'grade_b': 98, 'grade_c': 97}),
            'deleted answers': criteria[:1].answer_ids.unlink,
            'deleted criterion': criteria[-1:].unlink,
            'archived card': self.card.action_archive,
        }
        for what, edit in edits.items():
            with self.subTest(edit=what):
                edit()
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(self.snapshot(assessment), frozen)

    def snapshot(self, assessment):
        """Return all that somebody can read of an assessment."""
        card = ('score', 'grade', 'verdict', 'explanation', 'missing')
        line = ('name', 'question', 'points', 'max_points', 'answer_name', 'weight', 'is_met')
        return assessment.read(card), assessment.line_ids.read((*line, 'is_knock_out'))

    def test_confirmed_assessment_cannot_be_edited_or_deleted(self):
        assessment = self.assess(self.lead, (2, 2, 2, 2))
        with self.assertRaises(UserError):
            assessment.line_ids[:1].evidence = "Changed my mind"
        with self.assertRaises(UserError):
            assessment.line_ids[:1].unlink()
        with self.assertRaises(UserError):
            assessment.user_id = self.rep_a
        with self.assertRaises(UserError):
            assessment.unlink()

    def test_empty_assessment_cannot_be_confirmed(self):
        with self.assertRaisesRegex(UserError, "at least one question of BANT"):
            self.assess(self.lead, (None, None, None, None))

    def test_answer_of_another_criterion_is_refused(self):
        assessment = self.env['lead.assessment'].create(
            {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        )
        with self.assertRaisesRegex(ValidationError, "no answer to Budget"):
            assessment.line_ids[0].answer_id = self.card.criterion_ids[1].answer_ids[0]

    def test_form_shows_verdict_and_what_is_missing_as_answers_come(self):
        form = Form(
            self.env['lead.assessment'].with_context(
                default_lead_id=self.lead.id, default_scorecard_id=self.card.id
            )
        )
        self.assertEqual(form.missing, "Budget, Authority, Need, Timeline")
        for index, criterion in enumerate(self.card.criterion_ids):
            self.assertEqual(form.verdict, 'incomplete')
            with form.line_ids.edit(index) as line:
                line.answer_id = criterion.answer_ids[3]
        self.assertEqual((form.verdict, form.grade, form.missing), ('passed', 'a', ''))
        assessment = form.save()
        self.assertRecordValues(assessment, [{'verdict': 'passed', 'score': 100}])

    def test_points_come_from_the_answer_and_from_nowhere_else(self):
        assessment = self.env['lead.assessment'].create(
            {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        )
        line = assessment.line_ids[0].with_user(self.rep_a)
        answers = self.card.criterion_ids[0].answer_ids
        line.answer_id = answers[1]
        line.sudo().finding = 'met'
        self.assertRecordValues(line, [{'points': 1, 'is_missing': False, 'is_met': False}])
        for fname in ('finding', 'is_missing', 'points'):
            with self.subTest(field=fname), self.assertRaisesRegex(AccessError, "kept by the sys"):
                line.write({fname: False, 'answer_id': answers[3].id})
        self.assertEqual(line.points, 1)

    def test_lead_takes_score_grade_and_qualifier_from_its_newest_assessment(self):
        self.assess(self.lead, (1, 1, 0, 0))
        self.assertEqual(self.lead.lead_grade, 'd')
        self.assertFalse(self.lead.qualified_by_id)
        newest = self.assess(self.lead, (3, 3, 3, 3))
        self.assertRecordValues(
            self.lead,
            [{'lead_score': 100, 'lead_grade': 'a', 'qualified_by_id': newest.user_id.id}],
        )
        self.assertEqual(len(self.lead.assessment_ids), 2)

    def test_incomplete_assessment_gives_the_lead_no_grade(self):
        self.assess(self.lead, (3, 3, 3, None))
        self.assertFalse(self.lead.lead_grade)

    def test_without_a_card_the_rep_is_told_so(self):
        self.card.active = False
        with self.assertRaisesRegex(UserError, "No scorecard is meant for this lead"):
            self.lead.with_user(self.rep_a).action_assess()
