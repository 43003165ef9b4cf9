from psycopg2 import IntegrityError

from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.metric.lead_metric_period import rate_band, robust_band, widen
from .common_metrics import LeadMetricCase

MONTHS = ('2026-01', '2026-02', '2026-03', '2026-04', '2026-05')


@tagged('post_install', '-at_install')
class TestMetricBand(BaseCase):
    """The statistics against values worked out by hand."""

    def test_rate_band_is_the_score_interval_of_wilson(self):
        # the textbook case: 8 of 10 at 95 percent; with an endless past the sample is its own
        low, high = rate_band(8 * 10**12, 10**13, 10, 1.959964)
        self.assertAlmostEqual(low, 0.4901625, places=6)
        self.assertAlmostEqual(high, 0.9433178, places=6)

    def test_band_is_wider_where_the_past_is_a_small_sample_too(self):
        wide, narrow = rate_band(5, 10, 100, 3), rate_band(500, 1000, 100, 3)
        self.assertLess(wide[0], narrow[0])
        self.assertGreater(wide[1], narrow[1])

    def test_band_of_a_rate_of_nothing_is_not_empty(self):
        low, high = rate_band(0, 50, 50, 3)
        self.assertEqual(low, 0)
        self.assertGreater(high, 0.1)
        self.assertEqual(rate_band(50, 50, 50, 3)[1], 1)

    def test_one_odd_period_does_not_shift_the_band(self):
        # median 10, deviations 1 0 1 0 90: their median is 1
        low, high = robust_band([9, 10, 11, 10, 100], 3)
        self.assertAlmostEqual(low, 10 - 3 * 1.4826)
        self.assertAlmostEqual(high, 10 + 3 * 1.4826)

    def test_counts_vary_at_least_as_chance_does(self):
        self.assertEqual(robust_band([100] * 5, 3, is_count=True), (70, 130))
        self.assertEqual(robust_band([4] * 5, 3, is_count=True), (0, 10))

    def test_band_is_at_least_the_smallest_change(self):
        self.assertEqual(widen((100, 100), 100, 0.1), (90, 110.00000000000001))


@tagged('post_install', '-at_install')
class TestMetricDrift(LeadMetricCase):
    """Five months in which sales accepted 8 of 10 passed leads, and a June unlike them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.metric = cls.env['lead.metric']._by_key('accept_rate')
        cls.metric.write({'alert_period': 'month', 'min_sample': 10, 'min_change': 0})
        for month in MONTHS:
            cls.make_month(month, 8, 10)

    @classmethod
    def make_month(cls, month, accepted, passed):
        for number in range(passed):
            moments = {'passed': f'{month}-02 10:00'}
            if number < accepted:
                moments['accepted'] = f'{month}-03 10:00'
            cls.make_lead(f'{month}-01 10:00', **moments)

    def alerts(self):
        return self.env['lead.metric.alert'].search([('metric_id', '=', self.metric.id)])

    def test_a_rate_that_falls_is_told_to_the_leader(self):
        self.make_month('2026-06', 2, 10)
        self.refresh('2026-07-20 12:00:00')
        alert = self.alerts()
        self.assertEqual(
            (alert.drift, alert.verdict, alert.value, alert.user_id, alert.date_start.month),
            ('low', 'worse', 20, self.leader, 6),
        )
        self.assertIn("definition of a qualified lead", alert.look_at)
        activity = alert.activity_ids
        self.assertEqual(activity.user_id, self.leader)
        self.assertIn("Inside Sales: 20.0 %", activity.summary)
        self.assertEqual(len(self.env['crm.lead'].search(alert.action_view_leads()['domain'])), 10)

    def test_it_is_told_once(self):
        self.make_month('2026-06', 2, 10)
        for day in (20, 21, 22):
            self.refresh(f'2026-07-{day} 12:00:00')
        self.assertEqual(len(self.alerts()), 1)
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.env.cr.savepoint():
            self.alerts().copy()

    def test_a_cohort_is_judged_when_all_its_leads_had_their_time(self):
        self.make_month('2026-06', 2, 10)
        self.refresh('2026-07-14 12:00:00')  # 14 days after June 30 are not over
        self.assertFalse(self.row('accept_rate').is_final)
        self.assertFalse(self.alerts())
        self.refresh('2026-07-15 12:00:00')
        self.assertTrue(self.alerts())

    def test_what_stays_in_the_band_is_not_told(self):
        self.make_month('2026-06', 7, 10)
        self.refresh('2026-07-20 12:00:00')
        row = self.row('accept_rate')
        self.assertTrue(row.has_band)
        self.assertLess(row.band_low, 70)
        self.assertFalse(row.drift)
        self.assertFalse(self.alerts())

    def test_too_small_a_sample_tells_nothing(self):
        self.metric.rolling_periods = 1
        self.make_month('2026-06', 0, 9)
        self.refresh('2026-07-20 12:00:00')
        self.assertFalse(self.row('accept_rate').has_band)
        self.assertFalse(self.alerts())

    def test_too_short_a_past_tells_nothing(self):
        self.make_month('2026-06', 2, 10)
        self.env['crm.lead'].search([('passed_at', '<', '2026-03-01')]).unlink()
        self.refresh('2026-07-20 12:00:00')
        self.assertFalse(self.row('accept_rate').has_band)

    def test_smallest_change_and_band_are_configured(self):
        self.make_month('2026-06', 2, 10)
        self.metric.min_change = 80
        self.refresh('2026-07-20 12:00:00')
        self.assertFalse(self.alerts())
        self.metric.write({'min_change': 0, 'band_width': 9})
        self.refresh('2026-07-20 12:00:00')
        self.assertFalse(self.alerts())

    def test_a_metric_nobody_watches_tells_nothing(self):
        self.make_month('2026-06', 2, 10)
        self.metric.alert_period = False
        self.refresh('2026-07-20 12:00:00')
        self.assertEqual(self.row('accept_rate').drift, 'low')
        self.assertFalse(self.alerts())

    def test_leads_that_stop_coming_are_told(self):
        self.env['lead.metric']._by_key('generated').write(
            {'alert_period': 'month', 'min_sample': 10}
        )
        self.refresh('2026-07-20 12:00:00')
        alert = self.env['lead.metric.alert'].search([('metric_id.key', '=', 'generated')])
        self.assertEqual((alert.drift, alert.value, alert.band_low > 0), ('low', 0, True))

    def test_a_fall_of_what_should_be_low_is_better(self):
        row = self.env['lead.metric.value'].new(
            {'metric_id': self.env['lead.metric']._by_key('response_hours').id, 'drift': 'low'}
        )
        self.assertEqual(row.verdict, 'better')
        row.drift = 'high'
        self.assertEqual(row.verdict, 'worse')

    def test_a_team_without_a_leader_is_in_the_list_all_the_same(self):
        self.make_month('2026-06', 2, 10)
        self.team.user_id = False
        self.refresh('2026-07-20 12:00:00')
        self.assertTrue(self.alerts())
        self.assertFalse(self.alerts().activity_ids)

    def test_bad_settings_are_refused_in_words(self):
        for values in (
            {'within_days': -1},
            {'band_width': 0},
            {'baseline_periods': 3},
            {'min_sample': 0},
            {'rolling_periods': 0},
            {'min_change': -1},
        ):
            with (
                self.subTest(values),
                mute_logger('odoo.sql_db'),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.metric.write(values)

    def test_a_fall_of_few_leads_a_month_is_told_over_months_together(self):
        """Ten leads a month: 4, 1 and 1 accepted are 6 of 30, told once while they count."""
        self.metric.min_sample = 30
        self.assertEqual(self.metric.rolling_periods, 3)
        for month, accepted in (('2026-06', 4), ('2026-07', 1), ('2026-08', 1)):
            self.make_month(month, accepted, 10)
        self.refresh('2026-09-20 12:00:00')
        alert = self.alerts()
        self.assertEqual((alert.drift, alert.value, alert.judged_from.month), ('low', 20, 6))
        self.assertIn("20.0 %", alert.activity_ids.summary)
        self.assertEqual(len(self.env['crm.lead'].search(alert.action_view_leads()['domain'])), 30)
        self.assertIn("was 20.0 % since", self.row('accept_rate', start='2026-08-01').band_text)
        self.make_month('2026-09', 1, 10)
        self.refresh('2026-10-20 12:00:00')
        self.assertEqual(self.row('accept_rate', start='2026-09-01').drift, 'low')
        self.assertEqual(self.alerts(), alert)

    def test_chance_in_few_leads_is_not_told(self):
        """One odd month of ten is within what thirty leads at 80 % do."""
        self.metric.min_sample = 30
        self.make_month('2026-06', 8, 10)
        self.make_month('2026-07', 5, 10)
        self.refresh('2026-08-20 12:00:00')
        row = self.row('accept_rate', start='2026-07-01')
        self.assertEqual((row.has_band, row.judged_from.month), (True, 5))
        self.assertAlmostEqual(row.judged_value, 70)
        self.assertFalse(self.alerts())

    def test_marketers_who_pass_leads_to_the_team_are_told_too(self):
        marketer = new_test_user(
            self.env, 'drift_marketer', groups='lead_qualification.group_lead_marketer'
        )
        self.make_month('2026-06', 2, 10)
        lead = self.make_lead('2026-06-05 10:00', passed='2026-06-06 10:00')
        self.set_columns(lead, {'passed_by_id': marketer.id})
        self.refresh('2026-07-20 12:00:00')
        activities = self.alerts().activity_ids
        self.assertEqual(activities.user_id, self.leader | marketer)
        self.assertEqual(len(activities), 2)
        self.assertEqual(self.alerts().with_user(marketer).value_text, self.alerts().value_text)
