import ast

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_reports import LeadSlaReportCase

REPORTS = (
    'lead.sla.report',
    'lead.response.report',
    'lead.delay.report',
    'lead.touch.report',
)


@tagged('post_install', '-at_install')
class TestReportFigures(LeadSlaReportCase):
    """A week by hand; the promise is 30 working minutes, Monday is 2026-03-02.

    lead    salesperson     captured    given   first call          other calls         result
    quick   rep_a   Mon 10:00   10:03   +1  reached                             met, won
    slow    rep_a   Mon 09:00   10:00   +90 no answer       +100 reached        missed
    never   rep_a   Mon 12:00   12:00   -                                       missed
    other   rep_b   Tue 11:00   11:10   +20 no answer                           met
    """

    def setUp(self):
        super().setUp()
        self.quick = self.follow_up(
            self.rep_a, '2026-03-02 10:03', (1, 'reached'), captured='2026-03-02 10:00'
        )
        self.slow = self.follow_up(
            self.rep_a,
            '2026-03-02 10:00',
            (90, 'no_answer'),
            (100, 'reached'),
            captured='2026-03-02 09:00',
        )
        self.never = self.follow_up(self.rep_a, '2026-03-02 12:00')
        self.other = self.follow_up(
            self.rep_b, '2026-03-03 11:10', (20, 'no_answer'), captured='2026-03-03 11:00'
        )
        self.sweep('2026-03-04 09:00')
        self.quick.write({'type': 'opportunity', 'expected_revenue': 500})
        self.quick.action_set_won()

    def test_met_and_missed_by_salesperson(self):
        measures = ['clocks', 'met', 'missed', 'never', 'met_rate']
        self.assertEqual(
            self.figures('lead.sla.report', measures, ['user_id']),
            {("Rep A",): [3, 1, 2, 1, 100 / 3], ("Rep B",): [1, 1, 0, 0, 100]},
        )

    def test_the_rate_of_all_is_a_ratio_of_sums(self):
        rate = self.figures('lead.sla.report', ['met_rate'])[()]
        self.assertEqual(rate, [50], "2 of 4, not the mean of 33 % and 100 %")

    def test_what_still_runs_is_in_no_rate(self):
        self.follow_up(self.rep_b, '2026-03-02 16:50')
        [slas, rate] = self.figures('lead.sla.report', ['clocks', 'met_rate'])[()]
        self.assertEqual((slas, rate), (5, 50))

    def test_by_policy_kind_team_and_week(self):
        for group in ('policy_id', 'kind', 'team_id', 'deadline:week'):
            with self.subTest(group):
                rows = self.figures('lead.sla.report', ['met', 'missed'], [group])
                self.assertEqual(list(rows.values()), [[2, 2]])

    def test_working_minutes_of_what_was_done(self):
        [minutes] = self.figures('lead.sla.report', ['response_working_minutes'])[()]
        self.assertAlmostEqual(minutes, (1 + 90 + 20) / 3)

    def test_response_buckets_against_conversion(self):
        measures = ['leads', 'qualified', 'won', 'qualified_rate', 'win_rate', 'won_revenue']
        self.assertEqual(
            self.figures('lead.response.report', measures, ['bucket']),
            {
                ('1_5',): [1, 1, 1, 100, 100, 500],
                ('3_30',): [1, 0, 0, 0, 0, 0],
                ('5_day',): [1, 0, 0, 0, 0, 0],
                ('7_never',): [1, 0, 0, 0, 0, 0],
            },
        )

    def test_buckets_of_the_salesperson_begin_at_the_assignment(self):
        rows = self.figures('lead.response.report', ['leads'], ['rep_bucket'])
        self.assertEqual(rows, {('1_5',): [1], ('3_30',): [1], ('5_day',): [1], ('7_never',): [1]})

    def test_lead_nobody_answered_is_in_no_mean_of_minutes(self):
        measures = ['response_minutes', 'system_minutes', 'rep_minutes']
        self.assertEqual(
            self.figures('lead.response.report', measures, ['user_id'])["Rep A",],
            [(4 + 150) / 2, (3 + 60 + 0) / 3, (1 + 90) / 2],
        )

    def test_lead_answered_before_anybody_had_it_has_no_delay_of_a_salesperson(self):
        with self.at('2026-03-02 10:00'):
            lead = self.make_leads(1, source_id=self.source.id, user_id=False)
        self.call(lead, '2026-03-02 10:05', self.leader)
        rows = self.figures('lead.response.report', ['leads'], ['rep_bucket'])
        self.assertEqual(rows[(False,)], [1])

    def test_bounds_of_the_buckets(self):
        expected = {
            5: '1_5',
            6: '2_10',
            10: '2_10',
            11: '3_30',
            30: '3_30',
            31: '4_60',
            60: '4_60',
            61: '5_day',
            24 * 60: '5_day',
            24 * 60 + 1: '6_later',
        }
        for minutes, bucket in expected.items():
            lead = self.follow_up(self.rep_b, '2026-03-09 10:00', (minutes, 'reached'))
            self.env.flush_all()
            with self.subTest(minutes=minutes):
                row = self.env['lead.response.report'].search([('lead_id', '=', lead.id)])
                self.assertEqual(row.bucket, bucket)

    def test_delays_of_system_and_salesperson_side_by_side(self):
        rows = self.figures('lead.delay.report', ['minutes', 'longest'], ['user_id', 'party'])
        self.assertEqual(rows["Rep A", '2_rep'], [45.5, 90])
        self.assertEqual(rows["Rep B", '2_rep'], [20, 20])
        self.assertEqual(rows["Rep A", '1_system'], [21, 60])
        self.assertEqual(rows["Rep B", '1_system'], [10, 10])

    def test_touches_per_lead_is_a_ratio_of_sums(self):
        measures = ['touches', 'leads', 'touches_per_lead', 'reached', 'reached_rate']
        self.assertEqual(self.figures('lead.touch.report', measures)[()], [4, 3, 4 / 3, 2, 50])

    def test_reached_by_attempt(self):
        rows = self.figures('lead.touch.report', ['touches', 'reached_rate'], ['attempt'])
        self.assertEqual(rows[('1',)], [3, 100 / 3])
        self.assertEqual(rows[('2',)], [1, 100])

    def test_reached_by_hour_in_the_time_zone_of_who_looks(self):
        rows = self.figures('lead.touch.report', ['touches'], ['hour'])
        self.assertEqual(rows, {("10:00",): [1], ("11:00",): [3]})
        report = self.env['lead.touch.report'].with_context(tz='Asia/Dubai')
        self.assertEqual(report.search([('lead_id', '=', self.other.id)]).mapped('hour'), ["15:00"])

    def test_touches_by_outcome_of_the_lead(self):
        rows = self.figures('lead.response.report', ['touches_per_lead'], ['won_status'])
        self.assertEqual(rows, {('won',): [1], ('pending',): [1]})


@tagged('post_install', '-at_install')
class TestReportRights(LeadSlaReportCase):
    """Salespeople see their own figures, leaders and marketers all, nobody those of blind leads."""

    def setUp(self):
        super().setUp()
        self.lead_a = self.follow_up(self.rep_a, '2026-03-02 10:00', (5, 'reached'))
        self.lead_b = self.follow_up(self.rep_b, '2026-03-02 10:00', (50, 'reached'))
        self.env.flush_all()

    def seen(self, report, user):
        rows = (
            self.env[report]
            .with_user(user)
            .search([('lead_id', 'in', (self.lead_a + self.lead_b).ids)])
        )
        return rows.mapped('lead_id')

    def test_who_sees_whose_figures(self):
        both = self.lead_a + self.lead_b
        for report in REPORTS:
            for user, leads in (
                (self.rep_a, self.lead_a),
                (self.rep_b, self.lead_b),
                (self.rep_c, self.env['crm.lead']),
                (self.leader, both),
                (self.marketer, both),
            ):
                with self.subTest(report=report, user=user.name):
                    self.assertEqual(self.seen(report, user), leads.sorted('id') & both)

    def test_totals_are_of_the_same_rows(self):
        rows = self.figures('lead.sla.report', ['clocks'], user=self.rep_a)
        self.assertEqual(rows[()], [1])

    def test_a_miss_stays_with_who_missed(self):
        with self.at('2026-03-02 12:00'):
            self.lead_b.user_id = self.rep_a
        self.env.flush_all()
        results = self.env['lead.sla.report']
        mine = [('lead_id', '=', self.lead_b.id), ('state', '=', 'missed')]
        self.assertTrue(results.with_user(self.rep_b).search(mine))
        self.assertFalse(results.with_user(self.rep_a).search(mine))

    def test_figures_of_another_company_are_hidden(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        self.leader.company_ids = [Command.link(company.id)]
        lead = self.follow_up(
            self.leader, '2026-03-02 10:00', (5, 'reached'), team_id=False, company_id=company.id
        )
        self.env.flush_all()
        for report in REPORTS:
            rows = self.env[report].with_user(self.leader)
            domain = [('lead_id', '=', lead.id)]
            with self.subTest(report=report):
                here = rows.with_context(allowed_company_ids=self.env.company.ids)
                self.assertFalse(here.search(domain))
                there = rows.with_context(allowed_company_ids=company.ids)
                self.assertTrue(there.search(domain))

    def test_blind_leads_are_counted_for_nobody(self):
        pool = self.make_pool('blind_pull')
        self.lead_a._release('returned', "Back to the pool")
        self.lead_a.write({'distribution_state': 'pool', 'pool_id': pool.id})
        self.env.flush_all()
        for report in REPORTS:
            for user in (self.rep_a, self.rep_b, self.marketer):
                with self.subTest(report=report, user=user.name):
                    self.assertNotIn(self.lead_a, self.seen(report, user))
                    rows = self.env[report].with_user(user)
                    groups = rows.formatted_read_group([], ['lead_id'], ['__count'])
                    self.assertNotIn(self.lead_a.id, [g['lead_id'][0] for g in groups])
            with self.subTest(report=report, user="Leader"):
                self.assertIn(self.lead_a, self.seen(report, self.leader))

    def test_nobody_writes_a_report_and_strangers_read_none(self):
        stranger = self.env['res.users'].create({'name': "Stranger", 'login': 'stranger'})
        for report in REPORTS:
            with self.subTest(report), self.assertRaises(AccessError):
                self.env[report].with_user(stranger).search([])
            self.assertFalse(self.env[report].with_user(self.leader).has_access('write'))

    def test_a_row_opens_its_lead(self):
        row = self.env['lead.sla.report'].with_user(self.rep_a).search([], limit=1)
        self.assertEqual(row.action_open_lead()['res_id'], self.lead_a.id)


@tagged('post_install', '-at_install')
class TestFavourites(LeadSlaReportCase):
    def test_each_favourite_answers_for_each_role(self):
        ours = self.env['ir.model.data'].search(
            [('module', '=', 'lead_sla'), ('model', '=', 'ir.filters')]
        )
        favourites = self.env['ir.filters'].browse(ours.mapped('res_id'))
        others = {
            'lead.accountability.report',
            'lead.metric.value',
            'lead.satisfaction',
            'lead.scoreboard.report',
        }
        self.assertEqual(set(favourites.mapped('model_id')), {*REPORTS, *others})
        names = favourites._report_favourite_names()
        for favourite in favourites:
            self.assertIn(favourite.name, names)
            for user in (self.rep_a, self.leader, self.marketer):
                with self.subTest(favourite=favourite.name, user=user.name):
                    self.ask(favourite, user)

    def ask(self, favourite, user):
        """Ask what the graph and the pivot of a favourite ask."""
        report = self.env[favourite.model_id].with_user(user)
        if not report.has_access('read'):
            return
        context = ast.literal_eval(favourite.context)
        fields = report.fields_get()
        measures = {context['graph_measure'], *context['pivot_measures']}
        specs = ['__count']
        specs += [f'{name}:{fields[name]["aggregator"]}' for name in measures - {'__count'}]
        domain = favourite._get_eval_domain()
        pivot = context['pivot_row_groupby'] + context['pivot_column_groupby']
        for groupby in (context['graph_groupbys'], pivot):
            report.formatted_read_group(domain, groupby, specs)
