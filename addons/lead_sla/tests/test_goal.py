from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_metrics import LeadMetricCase


@tagged('post_install', '-at_install')
class TestGoal(LeadMetricCase):
    """Targets of June 2026, on June 16 at midnight in Brussels: half of the month has passed."""

    HALF = '2026-06-15 22:00:00'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_lead('2026-06-01 10:00', won='2026-06-10 10:00', revenue=600)
        cls.make_lead('2026-06-01 10:00', won='2026-06-12 10:00', revenue=150, user=cls.rep_b)
        cls.make_lead('2026-06-01 10:00', lost='2026-06-12 10:00')
        cls.make_lead('2026-05-01 10:00', won='2026-05-12 10:00', revenue=500)
        cls.make_lead(
            '2026-06-01 10:00',
            won='2026-06-12 10:00',
            revenue=9,
            team=cls.field_team,
            user=cls.rep_c,
        )

    @classmethod
    def make_goal(cls, key, target, **vals):
        return cls.env['lead.goal'].create(
            {
                'metric_id': cls.env['lead.metric']._by_key(key).id,
                'target': target,
                'team_id': cls.team.id,
                'date_from': '2026-01-01',
                **vals,
            }
        )

    def progress(self, goal, now=None):
        with self.at(now or self.HALF):
            goal.invalidate_recordset()
            return goal.actual, goal.progress, goal.pace

    def test_team_ahead_of_its_pace(self):
        goal = self.make_goal('revenue', 1000)
        self.assertEqual(self.progress(goal), (750, 75, 'ahead'))
        self.assertEqual((goal.expected, goal.previous_progress), (500, 50))

    def test_rep_behind_on_pace_and_done(self):
        mine = {'user_id': self.rep_a.id}
        behind = self.make_goal('revenue', 2000, **mine)
        self.assertEqual(self.progress(behind), (600, 30, 'behind'))
        behind.target = 1200
        self.assertEqual(self.progress(behind), (600, 50, 'on_pace'))
        behind.target = 600
        self.assertEqual(self.progress(behind), (600, 100, 'reached'))

    def test_deals_by_day_week_and_quarter(self):
        goal = self.make_goal('won', 4, period='week')
        self.assertEqual(self.progress(goal, '2026-06-12 12:00:00')[0], 2)
        goal.period = 'day'
        self.assertEqual(self.progress(goal, '2026-06-12 12:00:00')[0], 1)
        goal.period = 'quarter'
        self.assertEqual(self.progress(goal, '2026-06-12 12:00:00')[0], 3)

    def test_every_target_opens_the_leads_that_count(self):
        mine = self.make_goal('revenue', 2000, user_id=self.rep_a.id)
        whole = self.make_goal('won', 2000, team_id=False)
        for goal, count in ((mine, 1), (whole, 3)):
            with self.at(self.HALF):
                domain = goal.action_view_leads()['domain']
                self.assertEqual(self.env['crm.lead'].search_count(domain), count)
                leads = self.env['crm.lead'].with_user(self.rep_b)
                self.assertFalse(leads.search(domain), "a target one may not see tells nothing")

    def test_company_counts_all_its_teams(self):
        goal = self.make_goal('revenue', 1000, team_id=False)
        self.assertEqual(self.progress(goal)[0], 759)

    def test_rate_is_held_against_the_target_itself(self):
        goal = self.make_goal('win_rate', 80)
        actual, _progress, pace = self.progress(goal)
        self.assertAlmostEqual(actual, 200 / 3)
        self.assertEqual((pace, goal.expected), ('behind', 80))

    def test_where_less_is_better_faster_is_more_of_the_target(self):
        self.make_lead(
            '2026-06-01 10:00', passed='2026-06-01 10:00', first_touch='2026-06-01 14:00'
        )
        goal = self.make_goal('response_hours', 2)
        self.assertEqual(self.progress(goal), (4, 50, 'behind'))
        goal.target = 8
        self.assertEqual(self.progress(goal), (4, 100, 'reached'))

    def test_without_data_there_is_no_progress_and_no_error(self):
        goal = self.make_goal('sla_rate', 90)
        self.assertEqual(self.progress(goal), (0, 0, 'no_data'))
        self.assertFalse(goal.actual_text)

    def test_a_goal_that_ended_does_not_run(self):
        goal = self.make_goal('won', 5, date_to='2026-05-31')
        self.assertEqual(self.progress(goal)[2], 'over')

    def test_metrics_show_the_target_of_their_team_and_period(self):
        self.make_goal('revenue', 1000)
        self.make_goal('revenue', 9999, user_id=self.rep_a.id)
        self.make_goal('revenue', 8888, period='week')
        self.refresh()
        row = self.row('revenue')
        self.assertEqual((row.goal_id.target, row.progress), (1000, 75))
        self.assertFalse(self.row('revenue', team=self.field_team).goal_id)

    def test_another_company_counts_its_own_in_its_currency(self):
        other = self.env['res.company'].create(
            {'name': "Elsewhere", 'currency_id': self.env.ref('base.JPY').id}
        )
        other.resource_calendar_id.tz = 'Asia/Tokyo'
        lead = self.make_lead('2026-06-01 10:00', won='2026-06-11 16:00', revenue=70000)
        self.set_columns(lead, {'company_id': other.id, 'team_id': None})
        goal = self.make_goal('revenue', 70000, team_id=False, company_id=other.id)
        self.assertEqual(self.progress(goal)[:2], (70000, 100))
        # 16:00 in UTC is the next day in Tokyo
        goal.period = 'day'
        self.assertEqual(self.progress(goal, '2026-06-12 12:00:00')[0], 70000)
        self.assertEqual(self.progress(self.make_goal('revenue', 1000, team_id=False))[0], 759)

    def test_bad_targets_are_refused_in_words(self):
        self.make_goal('won', 5)
        bad = (
            ({'target': 0}, "greater than 0"),
            ({'target': -5}, "greater than 0"),
            ({'date_from': '2026-02-01', 'date_to': '2026-01-01'}, "before it ends"),
            ({'date_from': '2026-03-01'}, "already"),
        )
        for values, words in bad:
            with self.subTest(values), mute_logger('odoo.sql_db'):
                with self.assertRaises(IntegrityError) as caught, self.env.cr.savepoint():
                    self.make_goal('won', values.pop('target', 5), **values)
                self.assertIn(words, self.said(caught.exception))
        with self.assertRaisesRegex(ValidationError, "more than 100 percent"):
            self.make_goal('win_rate', 120)
        stranger = self.env['res.company'].create({'name': "Elsewhere"})
        with self.assertRaisesRegex(ValidationError, "does not work in Elsewhere"):
            self.make_goal('won', 5, team_id=False, company_id=stranger.id, user_id=self.rep_a.id)

    def said(self, error):
        """Return what a person reads when the database refuses."""
        name = error.diag.constraint_name
        return next(
            constraint.message
            for constraint in self.env['lead.goal']._table_objects.values()
            if constraint.full_name(self.env['lead.goal']) == name
        )

    def test_targets_one_after_the_other_and_side_by_side_do_not_overlap(self):
        self.make_goal('won', 5, date_to='2026-05-31')
        self.make_goal('won', 6, date_from='2026-06-01')
        self.make_goal('won', 5, user_id=self.rep_a.id)
        self.make_goal('won', 5, period='week')
        self.make_goal('won', 5, team_id=False)
        self.make_goal('revenue', 5)
