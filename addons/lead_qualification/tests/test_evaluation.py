from odoo.tests import tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestEvaluation(LeadQualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.icp = cls.env.ref('lead_qualification.lead_scorecard_icp')
        cls.fit = {
            'employee_count': 50,
            'annual_revenue': 5_000_000,
            'industry_id': cls.env['res.partner.industry'].create({'name': "Building"}).id,
            'country_id': cls.env.ref('base.ae').id,
            'function': "Head of Purchasing",
        }

    def test_ideal_lead_passes_with_grade_a(self):
        lead = self.make_leads(1, **self.fit)
        lead._evaluate_scorecards()
        self.assertRecordValues(
            lead.assessment_ids, [{'verdict': 'passed', 'score': 100, 'grade': 'a'}]
        )
        self.assertEqual(lead.lead_grade, 'a')

    def test_no_data_is_missing_and_not_zero(self):
        lead = self.make_leads(1, country_id=self.env.ref('base.ae').id)
        lead._evaluate_scorecards()
        self.assertRecordValues(
            lead.assessment_ids, [{'verdict': 'incomplete', 'missing_count': 4, 'score': 100}]
        )

    def test_data_that_does_not_fit_counts_as_zero(self):
        lead = self.make_leads(1, **{**self.fit, 'employee_count': 3, 'annual_revenue': 1000})
        lead._evaluate_scorecards()
        self.assertEqual(lead.assessment_ids.verdict, 'failed')
        self.assertEqual(lead.assessment_ids.missing_count, 0)

    def test_same_data_makes_no_second_assessment(self):
        lead = self.make_leads(1, **self.fit)
        lead._evaluate_scorecards()
        lead._evaluate_scorecards()
        self.assertEqual(len(lead.assessment_ids), 1)
        lead.employee_count = 2
        lead._evaluate_scorecards()
        self.assertEqual(len(lead.assessment_ids), 2)

    def test_nightly_run_evaluates_open_leads(self):
        lead = self.make_leads(1, **self.fit)
        lost = self.make_leads(1, **self.fit)
        lost.action_set_lost()
        with self.enter_registry_test_mode():
            self.env.ref('lead_qualification.ir_cron_evaluate_scorecards').method_direct_trigger()
        self.assertEqual(lead.lead_grade, 'a')
        self.assertFalse(lost.lead_grade)

    def test_industry_comes_from_the_customer(self):
        industry = self.env['res.partner.industry'].create({'name': "Health"})
        partner = self.env['res.partner'].create({'name': "Clinic", 'industry_id': industry.id})
        lead = self.make_leads(1, partner_id=partner.id)
        self.assertEqual(lead.industry_id, industry)

    def test_queries_do_not_grow_with_the_number_of_leads(self):
        few, many = self.make_leads(5, **self.fit), self.make_leads(50, **self.fit)
        few._evaluate_scorecards()
        counts = []
        for leads in (self.make_leads(5, **self.fit), many):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads._evaluate_scorecards()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        # the ORM inserts 100 rows per query: a few more for 250 lines, far from one per lead
        self.assertLessEqual(counts[1], counts[0] + 8, counts)
