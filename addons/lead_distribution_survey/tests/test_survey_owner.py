from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.fields import Command
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestSurveyOwner(LeadDistributionCase):
    """Whose leads are that a survey of a sales team brings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep_b.group_ids += cls.env.ref('survey.group_survey_user')
        answer = {'value': "Yes", 'generate_lead': True}
        question = {
            'title': "May we call you?",
            'question_type': 'simple_choice',
            'suggested_answer_ids': [Command.create(answer)],
        }
        cls.survey = cls.env['survey.survey'].create(
            {
                'title': "Fair",
                'user_id': cls.rep_b.id,
                'team_id': cls.team.id,
                'question_and_page_ids': [Command.create(question)],
            }
        )

    def make_company(self):
        """Return another company for which everybody works."""
        company = self.env['res.company'].create({'name': "Other"})
        (self.rep_a | self.rep_b | self.leader).company_ids += company
        return company

    def answer(self):
        """Answer the survey as a visitor, and return the lead it brings."""
        question = self.survey.question_ids
        visitor = self.survey.sudo().with_user(self.env.ref('base.public_user')).sudo()
        given = visitor._create_answer(email='nadia@example.com')
        given._save_lines(question, question.suggested_answer_ids.id)
        given._mark_done()
        return given.lead_id

    def test_lead_of_a_survey_is_distributed(self):
        lead = self.answer()
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.distribution_state, 'pending')
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_team_of_a_company_without_rules_has_its_leads_as_in_odoo(self):
        self.rule.company_id = self.make_company()
        self.assertEqual(self.answer().user_id, self.rep_b)

    def test_rules_of_the_teams_company_decide(self):
        other = self.make_company()
        self.team.company_id = other
        self.rule.company_id = other
        lead = self.answer()
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.company_id, other)
        self.assertEqual(lead.distribution_state, 'pending')

    def test_without_rules_it_is_of_the_survey_responsible(self):
        self.rule.active = False
        self.assertEqual(self.answer().user_id, self.rep_b)
