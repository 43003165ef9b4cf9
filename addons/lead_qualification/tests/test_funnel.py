from odoo.tests import tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestFunnel(LeadQualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env['utm.source'].create({'name': "Fair"})
        cls.leads = cls.make_leads(4, source_id=cls.source.id, expected_revenue=1000)
        cls.leads[1:]._change_status(cls.status('passed'))
        cls.leads[2:]._change_status(cls.status('accepted'))
        cls.leads[3].type = 'opportunity'
        cls.leads[3].action_set_won()
        cls.domain = [('source_id', '=', cls.source.id)]
        cls.report = cls.env['lead.funnel.report']
        cls.env.flush_all()

    def test_each_step_counts_the_leads_that_reached_it(self):
        counts = dict(self.report._read_group(self.domain, ['step'], ['reached:sum']))
        # other addons add steps of their own in between
        expected = {
            '1_generated': 4,
            '2_passed': 3,
            '5_accepted': 2,
            '6_opportunity': 1,
            '7_won': 1,
        }
        self.assertEqual({step: counts[step] for step in expected}, expected)

    def test_who_came_further_has_skipped_what_did_not_happen(self):
        [lead] = self.make_leads(1, source_id=self.source.id, type='opportunity')
        lead.action_set_won()
        self.env.flush_all()
        rows = self.report.search([('lead_id', '=', lead.id)]).grouped('step')
        self.assertEqual(rows['2_passed'].skipped, 1)
        self.assertEqual(rows['5_accepted'].reached, 0)
        self.assertEqual(rows['7_won'].reached, 1)
        counts = self.report._count_steps(self.domain)
        self.assertEqual(counts['2_passed']['taken'], 3)
        self.assertEqual(counts['2_passed']['skipped'], 1)
        self.assertEqual(counts['6_opportunity']['taken'], 2)
        self.assertEqual(counts['6_opportunity']['of_before'], 1)

    def test_counts_are_the_same_by_path_and_by_row(self):
        [lead] = self.make_leads(1, source_id=self.source.id, type='opportunity')
        lead._change_status(self.status('accepted'))
        self.env.flush_all()
        measures = ['__count', 'reached:sum', 'skipped:sum']
        for taken in ([], [('skipped', '=', 0)]):
            domain = [*self.domain, *taken]
            # in another order the rows themselves are counted
            by_row = self.report._read_group(domain, ['step'], measures, order='step DESC')
            by_path = self.report._read_group(domain, ['step'], measures)
            self.assertEqual(by_path, by_row[::-1])
            found = [self.report.search_count([*domain, ('step', '=', row[0])]) for row in by_path]
            self.assertEqual(found, [row[1] for row in by_path])

    def test_measures_add_up_however_rows_are_grouped(self):
        measures = ['generated:sum', 'passed:sum', 'won:sum', 'won_revenue:sum', 'pass_rate:avg']
        [(source, *values)] = self.report._read_group(self.domain, ['source_id'], measures)
        self.assertEqual(source, self.source)
        self.assertEqual(values, [4, 3, 1, 1000, 75])

    def test_conversion_of_each_step_is_of_those_who_reached_the_one_before(self):
        measures = ['accept_rate:avg', 'opportunity_rate:avg', 'win_rate:avg']
        [values] = self.report._read_group(self.domain, [], measures)
        self.assertAlmostEqual(values[0], 200 / 3)
        self.assertEqual(values[1:], (50, 100))

    def test_rows_of_steps_not_reached_are_absent(self):
        self.assertEqual(
            self.report.search([('lead_id', '=', self.leads[0].id)]).mapped('step'), ['1_generated']
        )

    def test_rep_reports_on_own_and_unassigned_leads_only(self):
        self.leads[:2].user_id = self.rep_a
        self.leads[2:].user_id = self.rep_b
        self.env.flush_all()
        seen = self.report.with_user(self.rep_a).search(self.domain).lead_id
        self.assertEqual(seen, self.leads[:2])
        self.assertEqual(self.report.with_user(self.leader).search(self.domain).lead_id, self.leads)
