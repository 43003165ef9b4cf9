from datetime import date

from odoo.tests import tagged

from ..models.metric.lead_metric_definition import METRICS
from .common_metrics import LeadMetricCase


@tagged('post_install', '-at_install')
class TestMetric(LeadMetricCase):
    """Each metric against numbers worked out by hand, in June 2026 of Brussels (UTC+2).

    lead  generated  passed   first touch  accepted  opportunity  closed           revenue
    1     Jun 1      Jun 2    Jun 2 +2h    Jun 3     Jun 11       won  Jun 21      1000.10
    2     Jun 1      Jun 2    Jun 2 +5h    -         Jun 6        lost Jun 26
    3     Jun 2      Jun 3    -            -         -            -
    4     Jun 2      -        -            -         Jun 12       won  Jun 12       500.05
    5     Jun 3      Jun 20   Jun 20 +11h  Jul 15*   -            -
    6     Mar 3      Mar 4    Mar 4        Mar 5     Jun 2        won  Jun 5       2000.00
    7     Jun 30 22:30 UTC: July in Brussels
    * later than now, and later than 14 days after it was passed
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make = cls.make_lead
        cls.one = make(
            '2026-06-01 10:00',
            passed='2026-06-02 10:00',
            first_touch='2026-06-02 12:00',
            accepted='2026-06-03 10:00',
            opportunity='2026-06-11 10:00',
            won='2026-06-21 10:00',
            revenue=1000.10,
        )
        cls.two = make(
            '2026-06-01 10:00',
            passed='2026-06-02 10:00',
            first_touch='2026-06-02 15:00',
            qualified='2026-06-04 10:00',
            opportunity='2026-06-06 10:00',
            lost='2026-06-26 10:00',
        )
        cls.three = make('2026-06-02 10:00', passed='2026-06-03 10:00')
        cls.four = make(
            '2026-06-02 10:00',
            opportunity='2026-06-12 10:00',
            won='2026-06-12 10:00',
            revenue=500.05,
        )
        cls.five = make(
            '2026-06-03 10:00',
            passed='2026-06-20 10:00',
            first_touch='2026-06-20 21:00',
            accepted='2026-07-15 10:00',
        )
        cls.six = make(
            '2026-03-03 10:00',
            passed='2026-03-04 10:00',
            first_touch='2026-03-04 11:00',
            accepted='2026-03-05 10:00',
            opportunity='2026-06-02 10:00',
            won='2026-06-05 10:00',
            revenue=2000,
        )
        cls.seven = make('2026-06-30 22:30')

    def test_each_metric_of_a_month(self):
        self.refresh()
        self.assertEqual(
            {key: value and round(value, 6) for key, value in self.values().items()},
            {
                'generated': 5,
                'pass_rate': 80.0,  # 1, 2, 3, 5 of 5
                'opportunity_rate': 60.0,  # 1, 2, 4 of 5
                'passed': 4,
                'accept_rate': 25.0,  # 1 of 4; 2 was qualified without
                'accepted': 1,
                'accepted_opportunity_rate': 100.0,  # 1
                'response_hours': 6.0,  # (2 + 5 + 11) / 3
                'sla_rate': None,
                'qualified_opportunities': 3,  # 1, 2, 6
                'days_to_opportunity': (10 + 5 + 10 + 91) / 4,
                'win_rate': 75.0,  # 1, 4, 6 of 1, 2, 4, 6
                'qualified_win_rate': round(200 / 3, 6),  # 1, 6 of 1, 2, 6
                'won': 3,
                'revenue': 3500.15,
                'qualified_revenue': 3000.10,
                'deal_size': round(3500.15 / 3, 6),
                'days_to_win': round((20 + 10 + 94) / 3, 6),
            },
        )

    def test_every_number_opens_the_leads_behind_it(self):
        self.refresh()
        for key, metric in METRICS.items():
            row = self.row(key)
            base = self.open(row.action_view_leads())
            count = row.numerator if metric.kind == 'count' else row.denominator
            with self.subTest(key):
                self.assertEqual(len(base), count)
                if metric.kind == 'rate':
                    self.assertEqual(len(self.open(row.action_view_reached())), row.numerator)

    def open(self, action):
        return (
            self.env[action['res_model']].with_context(**action['context']).search(action['domain'])
        )

    def test_numbers_are_of_the_leads_they_say(self):
        self.refresh()
        opened = {
            'accept_rate': self.one + self.two + self.three + self.five,
            'win_rate': self.one + self.two + self.four + self.six,
            'generated': self.one + self.two + self.three + self.four + self.five,
        }
        for key, leads in opened.items():
            with self.subTest(key):
                self.assertEqual(self.open(self.row(key).action_view_leads()), leads)
        reached = self.open(self.row('win_rate').action_view_reached())
        self.assertEqual(reached, self.one + self.four + self.six)

    def test_a_day_is_that_of_the_company(self):
        self.refresh()
        self.assertEqual(self.row('generated', start='2026-07-01').value, 1)
        self.assertEqual(self.row('generated', start='2026-07-01', period='day').value, 1)
        self.assertEqual(
            self.open(self.row('generated', start='2026-07-01').action_view_leads()), self.seven
        )
        self.office.tz = 'UTC'
        self.refresh()
        self.assertEqual(self.row('generated').value, 6)

    def test_days_weeks_months_and_quarters_add_up(self):
        self.refresh()
        self.assertEqual(self.row('generated', start='2026-06-01', period='week').value, 5)
        self.assertEqual(self.row('generated', start='2026-06-02', period='day').value, 2)
        self.assertEqual(self.row('won', start='2026-04-01', period='quarter').value, 3)
        self.assertEqual(self.row('revenue', start='2026-06-08', period='week').value, 500.05)

    def test_a_period_without_data_is_empty_not_zero(self):
        self.refresh()
        values = self.values(start='2026-05-01')
        for key, metric in METRICS.items():
            with self.subTest(key):
                self.assertEqual(values[key], None if metric.is_ratio else 0)
        self.assertFalse(self.row('win_rate', start='2026-05-01').value_text)

    def test_a_late_step_counts_only_within_its_days(self):
        late = self.make_lead(
            '2026-05-01 10:00', passed='2026-05-02 10:00', accepted='2026-05-20 10:00'
        )
        self.refresh()
        self.assertEqual(self.row('accept_rate', start='2026-05-01').value, 0)
        self.env['lead.metric']._by_key('accept_rate').within_days = 0
        self.refresh()
        self.assertEqual(self.row('accept_rate', start='2026-05-01').value, 100)
        self.set_columns(late, {'accepted_at': '2026-05-16 09:59'})
        self.env['lead.metric']._by_key('accept_rate').within_days = 14
        self.refresh()
        self.assertEqual(self.row('accept_rate', start='2026-05-01').value, 100)

    def test_slas_of_the_policy_tell_what_was_kept(self):
        self.policy.active = True
        self.office.tz = 'UTC'
        met, missed = (self.assign('2026-06-15 10:00') for _number in range(2))
        self.call(met.lead_id, '2026-06-15 10:10')
        self.call(missed.lead_id, '2026-06-15 11:00')
        self.refresh()
        row = self.row('sla_rate')
        self.assertEqual((row.value, row.numerator, row.denominator), (50, 1, 2))
        self.assertEqual(self.open(row.action_view_leads()), met.lead_id + missed.lead_id)
        self.assertEqual(self.open(row.action_view_reached()), met.lead_id)

    def test_teams_are_apart_and_add_up(self):
        self.make_lead('2026-06-05 10:00', team=self.field_team, won='2026-06-06 10:00', revenue=7)
        nobody = self.make_lead('2026-06-05 10:00')
        self.set_columns(nobody, {'team_id': None})
        self.refresh()
        self.assertEqual(self.row('generated', team=self.field_team).value, 1)
        self.assertEqual(self.row('win_rate', team=self.field_team).value, 100)
        rows = self.env['lead.metric.value'].search(
            [
                ('metric_id.key', '=', 'generated'),
                ('period', '=', 'month'),
                ('date_start', '=', '2026-06-01'),
            ]
        )
        self.assertEqual(sum(rows.mapped('value')), 7)
        self.assertIn(False, [row.team_id.id for row in rows])

    def test_groups_are_ratios_of_sums(self):
        self.make_lead('2026-06-05 10:00', team=self.field_team, won='2026-06-06 10:00', revenue=7)
        self.refresh()
        domain = [('period', '=', 'month'), ('date_start', '=', '2026-06-01')]

        def group(*keys):
            [(value,)] = self.env['lead.metric.value']._read_group(
                [*domain, ('metric_id.key', 'in', keys)], [], ['value:avg']
            )
            return value and round(value, 6)

        self.assertEqual(group('win_rate'), 80)  # 4 of 5, not the mean of 75 and 100
        self.assertEqual(group('revenue'), 3507.15)
        self.assertFalse(group('sla_rate'))
        self.assertFalse(group('won', 'win_rate'), "different metrics have no common value")

    def test_refresh_keeps_ids_and_forgets_what_is_gone(self):
        self.refresh()
        row = self.row('won')
        lonely = self.make_lead('2026-06-05 10:00', team=self.field_team)
        self.refresh()
        self.assertEqual(self.row('won'), row)
        self.assertTrue(self.row('generated', team=self.field_team))
        lonely.unlink()
        self.refresh()
        self.assertFalse(self.row('generated', team=self.field_team))

    def test_queries_do_not_grow_with_teams_and_periods(self):
        def count(periods):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            first_days = dict.fromkeys(periods, date(2026, 1, 1))
            rows = self.metrics._measure_periods(first_days, ('company_id', 'team_id', 'user_id'))
            return self.env.cr.sql_log_count - before, len(rows)

        with self.at(self.NOW):
            queries, rows = count(['month'])
            for team in self.env['crm.team'].create([{'name': f"Team {n}"} for n in range(5)]):
                self.make_lead('2026-06-05 10:00', team=team, won='2026-06-06 10:00', revenue=7)
            more_queries, more_rows = count(['day', 'week', 'month', 'quarter'])
        self.assertGreater(more_rows, 4 * rows)
        self.assertEqual(more_queries, queries)
