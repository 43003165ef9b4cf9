from odoo.tests import tagged

from .common_reports import LeadReportCase

COUNTS = ['leads', 'accepted', 'opportunity', 'decided', 'won']
RATES = ['accept_rate', 'opportunity_rate', 'win_rate', 'win_rate_decided']


@tagged('post_install', '-at_install')
class TestCalibration(LeadReportCase):
    """What became of leads after they were assessed on March 10 (won for 1000 on March 20).

    lead      budget, authority, need, timeline   grade   then
    winner        3 3 3 3                           A     accepted, opportunity, won
    loser         3 3 3 3                           A     accepted, opportunity, lost
    held          0 0 1 0                           D     accepted, still open
    untouched     0 - - -                           D     nothing yet, three answers missing
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.winner, cls.loser, cls.held, cls.untouched = (cls.make_lead() for _number in range(4))
        cls.judge(cls.winner, (3, 3, 3, 3))
        cls.judge(cls.loser, (3, 3, 3, 3))
        cls.judge(cls.held, (0, 0, 1, 0))
        cls.judge(cls.untouched, (0, None, None, None))
        (cls.winner + cls.loser).write({'type': 'opportunity'})
        cls.win(cls.winner, '2026-03-20')
        cls.lose(cls.loser, '2026-03-25')
        accepted = cls.winner + cls.loser + cls.held
        cls.set_moments(accepted, accepted_at='2026-03-12')
        cls.set_moments(cls.winner + cls.loser, date_conversion='2026-03-15')

    @classmethod
    def judge(cls, lead, points, day='2026-03-10', card=None):
        assessment = cls.assess(lead, points, card)
        cls.set_moments(assessment, confirmed_at=f'{day} 12:00:00')
        return assessment

    def report(self, measures, **kwargs):
        return self.measure('lead.calibration.report', measures, **kwargs)

    def test_leads_count_once_per_card(self):
        groups = self.report(COUNTS, groupby=['scorecard_id'])
        self.assertEqual(list(groups[self.card.name,].values()), [4, 3, 2, 2, 1])

    def test_rates_by_grade(self):
        groups = self.report(RATES, groupby=['grade'])
        self.assertEqual(list(groups['a',].values()), [100, 100, 50, 50])
        self.assertEqual(list(groups['d',].values()), [50, 0, 0, False])

    def test_each_answer_has_the_conversion_that_followed(self):
        groups = self.report(['leads', 'won', 'win_rate'], groupby=['criterion', 'answer'])
        budget = self.card.criterion_ids[0]
        best, worst = (
            (budget.name, f'{points} · {answer.name}')
            for points in (3, 0)
            for answer in budget.answer_ids.filtered(lambda a, points=points: a.points == points)
        )
        self.assertEqual(list(groups[best].values()), [2, 1, 50])
        self.assertEqual(list(groups[worst].values()), [2, 0, 0])

    def test_missing_answer_is_a_group_of_its_own(self):
        groups = self.report(['leads'], groupby=['criterion', 'answer'])
        self.assertEqual(groups[self.card.criterion_ids[1].name, "No Data"]['leads'], 1)

    def test_total_counts_each_lead_and_its_revenue_once(self):
        other = self.card.copy({'name': "Other card"})
        self.judge(self.winner, (3, 3, 3, 3), card=other)
        values = self.report(['leads', 'won', 'won_revenue', 'win_rate'])
        self.assertEqual(list(values.values()), [4, 1, 1000, 25])
        by_card = self.report(['leads', 'won_revenue'], groupby=['scorecard_id'])
        self.assertEqual(by_card[other.name,], {'leads': 1, 'won_revenue': 1000})
        self.assertEqual(by_card[self.card.name,], {'leads': 4, 'won_revenue': 1000})

    def test_revenue_of_several_deals_adds_up(self):
        second = self.make_lead()
        self.judge(second, (3, 3, 3, 3))
        self.win(second, '2026-03-22', revenue=250.5)
        self.assertEqual(self.report(['won_revenue'])['won_revenue'], 1250.5)
        self.assertEqual(self.report(['days_to_win'])['days_to_win'], 11)

    def test_nothing_won_has_no_revenue_and_no_days(self):
        groups = self.report(['won_revenue', 'days_to_win'], groupby=['grade'])
        self.assertEqual(list(groups['d',].values()), [False, False])
        self.assertEqual(list(groups['a',].values()), [1000, 10])

    def test_open_leads_are_not_lost(self):
        [values] = [self.report(['win_rate', 'win_rate_decided'])]
        self.assertEqual(list(values.values()), [25, 50])

    def test_outcome_before_the_assessment_does_not_count(self):
        self.judge(self.winner, (3, 3, 3, 3), day='2026-03-13')
        values = self.report(['leads', 'accepted', 'accept_rate', 'opportunity', 'won'])
        # accepted on the 12th already: out of that rate, not a failure
        self.assertAlmostEqual(values.pop('accept_rate'), 200 / 3)
        self.assertEqual(list(values.values()), [4, 2, 2, 1])

    def test_lead_closed_before_its_assessment_is_in_no_rate_of_won(self):
        self.judge(self.loser, (3, 3, 3, 3), day='2026-03-26')
        values = self.report(['leads', 'decided', 'won', 'win_rate', 'win_rate_decided'])
        self.assertAlmostEqual(values.pop('win_rate'), 100 / 3)
        self.assertEqual(list(values.values()), [4, 1, 1, 100])

    def test_outcome_given_on_the_call_itself_follows_it(self):
        lead = self.make_lead(user_id=self.rep_a.id)
        self.assess(lead, (3, 3, 3, 3))
        lead._change_status(self.status('accepted'))
        [values] = [self.report(['accepted'], domain=[('lead_id', '=', lead.id)])]
        self.assertEqual(values['accepted'], 1)

    def test_only_the_newest_assessment_of_a_card_counts(self):
        self.judge(self.winner, (0, 0, 0, 0), day='2026-03-09')
        self.env['lead.assessment'].create(
            {'lead_id': self.winner.id, 'scorecard_id': self.card.id}
        )
        self.assertEqual(self.report(['leads'], groupby=['grade'])['a',]['leads'], 2)

    def test_profiles_are_calibrated_by_finding(self):
        profile = self.env.ref('lead_qualification.lead_scorecard_icp')
        self.winner.employee_count, self.held.employee_count = 50, 2
        assessments = self.env['lead.assessment']._evaluate(
            profile, self.winner + self.held + self.untouched
        )
        self.set_moments(assessments, confirmed_at='2026-03-10 12:00:00')
        size = profile.criterion_ids[0].name
        groups = self.report(
            ['leads', 'won'], domain=[('criterion', '=', size)], groupby=['finding', 'answer']
        )
        self.assertEqual(
            {key: list(values.values()) for key, values in groups.items()},
            {
                ('met', "Met"): [1, 1],
                ('not_met', "Not Met"): [1, 0],
                ('missing', "No Data"): [1, 0],
            },
        )

    def test_words_stay_as_they_were_answered(self):
        answer = self.card.criterion_ids[0].answer_ids[-1]
        before, answer.name = answer.name, "Reworded"
        answers = {key for [key] in self.report(['leads'], groupby=['answer'])}
        self.assertIn(f'3 · {before}', answers)
        self.assertNotIn("3 · Reworded", answers)

    def test_words_are_in_the_readers_language(self):
        self.env['res.lang']._activate_lang('ar_001')
        criterion = self.card.criterion_ids[0]
        criterion.with_context(lang='ar_001').name = "الميزانية"
        self.env.flush_all()
        Report = self.env['lead.calibration.report'].with_context(lang='ar_001')
        domain = [('lead_id', '=', self.winner.id)]
        self.assertIn("الميزانية", Report.search(domain).mapped('criterion'))

    def test_basis_is_of_answers_only(self):
        groups = self.report(['leads'], groupby=['basis'])
        self.assertEqual(groups['assumed',]['leads'], 4)
        self.assertEqual(groups[False,]['leads'], 1)

    def test_reps_calibrate_on_own_and_unassigned_leads(self):
        self.winner.user_id, self.loser.user_id = self.rep_a, self.rep_b
        self.assertEqual(self.report(['leads'], user=self.rep_a)['leads'], 3)
        for user in (self.leader, self.marketer):
            self.assertEqual(self.report(['leads'], user=user)['leads'], 4)

    def test_other_companies_leads_stay_out(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.held.write({'team_id': False, 'company_id': other.id})
        self.assertEqual(self.report(['leads'], user=self.leader)['leads'], 3)

    def test_row_opens_its_lead(self):
        self.env.flush_all()
        row = self.env['lead.calibration.report'].search([('lead_id', '=', self.held.id)], limit=1)
        self.assertEqual(row.with_user(self.leader).action_open_lead()['res_id'], self.held.id)
