from odoo.tests import tagged

from .common_reports import LeadReportCase

ALL_ROWS = [('__count', '>=', 0)]  # a condition on groups takes the way over all rows


@tagged('post_install', '-at_install')
class TestReportGroups(LeadReportCase):
    """What reports read in fewer rows is what all their rows tell, in Odoo's order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls.make_leads(5)
        for lead, points in zip(cls.leads, (3, 3, 0, 1, 2), strict=True):
            cls.assess(lead, (points, 1, points, None))
        cls.leads[1:]._change_status(cls.status('passed'))
        cls.leads[3:].write({'type': 'opportunity'})
        cls.leads[4:].action_set_won()
        cls.leads[:2].user_id = cls.rep_b
        cls.leads[2:4].user_id = cls.rep_a
        cls.leads[4:].user_id = False
        cls.env.flush_all()
        cls.domain = [('lead_id', 'in', cls.leads.ids)]

    def test_funnel_adds_up_to_its_rows(self):
        report = self.env['lead.funnel.report']
        for aggregates in (['__count'], ['reached:sum'], ['__count', 'reached:sum']):
            quick = report._read_group(self.domain, ['step'], aggregates)
            slow = report._read_group(self.domain, ['step'], aggregates, having=ALL_ROWS)
            self.assertEqual(quick, slow)
            self.assertEqual(quick[0][1], 5)
        none = [*self.domain, ('user_id', '=', self.env.uid)]
        self.assertEqual(report._read_group(none, ['step'], ['__count']), [])

    def test_funnel_of_one_step_is_read_as_such(self):
        report = self.env['lead.funnel.report']
        domain = [*self.domain, ('step', '=', '2_passed')]
        self.assertEqual(report._read_group(domain, ['step'], ['__count']), [('2_passed', 4)])
        won = [*self.domain, ('won', '=', 1)]
        self.assertEqual(report._read_group(won, ['step'], ['__count']), [('1_generated', 1)])

    def test_grades_turn_out_as_their_answers_tell(self):
        report = self.env['lead.calibration.report']
        measures = ['__count', 'leads:sum', 'won:sum', 'win_rate:avg', 'won_revenue:sum']
        quick = report._read_group(self.domain, ['grade'], measures)
        slow = report._read_group(self.domain, ['grade'], [*measures, 'points:avg'])
        self.assertEqual(quick, [row[:-1] for row in slow])
        [sets] = report._read_grouping_sets(self.domain, [['grade']], measures)
        self.assertEqual(sets, quick)
        self.assertEqual(sum(row[1] for row in quick), report.search_count(self.domain))

    def test_groups_of_records_are_in_the_order_of_the_records(self):
        report = self.env['lead.funnel.report']
        [groups] = report._read_grouping_sets(self.domain, [['user_id']], [], order='user_id')
        people = self.rep_a + self.rep_b
        expected = [*people.sorted(lambda user: (user.name, user.login)), people.browse()]
        self.assertEqual([user for [user] in groups], expected)
