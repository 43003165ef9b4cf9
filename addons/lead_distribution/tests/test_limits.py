from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import UserError
from odoo.tests import tagged

# a Wednesday
NOW = datetime(2026, 3, 4, 12, 0)


@tagged('post_install', '-at_install')
class TestLimits(LeadDistributionCase):
    def given(self, rep, *moments):
        """Have a rep get one lead from the rule at each of these moments."""
        leads = self.make_leads(len(moments), user_id=rep.id)
        leads.assignment_ids.write({'origin': 'rule', 'reason': 'turn'})
        for lead, moment in zip(leads, moments, strict=True):
            lead.assignment_ids.assigned_at = moment
        return leads

    def load(self, rep, now=NOW):
        self.env.flush_all()
        with patch.object(self.env.cr, 'now', lambda: now):
            return rep._lead_loads()[rep.id]

    def test_leads_given_by_hand_count_and_those_made_oneself_do_not(self):
        self.member(self.rep_a).daily_cap = 2
        own = self.make_leads(3, user_id=self.rep_a.id)
        self.assertEqual(self.rep_a._lead_loads()[self.rep_a.id].today, 0)
        self.make_leads(1).user_id = self.rep_a
        self.assertEqual(self.rep_a._lead_loads()[self.rep_a.id].today, 1)
        self.assertEqual(self.owners(self.give(4)).count(self.rep_a), 1)
        self.assertEqual(len(own), 3)

    def test_weekly_limit(self):
        self.member(self.rep_a).weekly_cap = 1
        leads = self.give(3)
        self.assertEqual(self.owners(leads).count(self.rep_a), 1)
        self.assertIn("limit for this week", leads[2].assignment_ids.exclusion_text)

    def test_week_begins_on_the_first_day_of_the_language_of_the_rep(self):
        self.given(self.rep_a, NOW - timedelta(days=3), NOW - timedelta(days=4))  # Sunday, Saturday
        lang = self.env['res.lang']._lang_get(self.rep_a.lang)
        for first, week in (('7', 1), ('1', 0), ('6', 2), ('3', 0), ('4', 2)):
            with self.subTest(first=first):
                lang.week_start = first
                self.assertEqual(self.load(self.rep_a).week, week)

    def test_days_and_weeks_are_those_of_the_time_zone_of_the_rep(self):
        self.env['res.lang']._lang_get(self.rep_a.lang).week_start = '1'
        self.given(self.rep_a, datetime(2026, 3, 3, 21, 30), datetime(2026, 3, 1, 21, 30))
        for zone, today, week in (('UTC', 0, 1), ('Asia/Dubai', 1, 2), ('America/Lima', 0, 1)):
            with self.subTest(zone=zone):
                self.rep_a.tz = zone
                load = self.load(self.rep_a, datetime(2026, 3, 4, 12, 0))
                self.assertEqual((load.today, load.week), (today, week))

    def test_limits_by_grade(self):
        self.member(self.rep_a).write({'open_cap_a': 2, 'open_cap_b': 1})
        self.member(self.rep_b).write({'open_cap_a': 1, 'open_cap_b': 1, 'open_cap_c': 1})
        leads = self.make_leads(8)
        for lead, grade in zip(leads, 'aaaabbbc', strict=True):
            lead.lead_grade = grade
        self.distribute()
        held = {
            rep: sorted(
                leads.filtered(lambda lead, rep=rep: lead.user_id == rep).mapped('lead_grade')
            )
            for rep in (self.rep_a, self.rep_b)
        }
        self.assertEqual(held[self.rep_a], ['a', 'a', 'b'])
        self.assertEqual(held[self.rep_b], ['a', 'b', 'c'])
        self.assertIn("limit of open leads of this grade", leads[3].distribution_note)

    def test_limits_of_the_team_as_a_whole(self):
        for field, words in (
            ('daily_cap', "limit"),
            ('weekly_cap', "limit"),
            ('open_cap', "limit"),
        ):
            with self.subTest(field=field):
                team = self.env['crm.team'].create({'name': field, 'use_leads': True, field: 3})
                self.rule.team_id = team
                leads = self.give(5)
                self.assertEqual(len(leads.filtered('user_id')), 3)
                self.assertIn(
                    "The team of Rep A has reached its " + words, leads[4].distribution_note
                )
                leads.action_archive()

    def test_limit_of_the_team_by_grade(self):
        self.team.open_cap_a = 1
        self.rule.team_id = self.team
        leads = self.make_leads(3)
        leads[:2].lead_grade = 'a'
        self.distribute()
        self.assertEqual([bool(lead.user_id) for lead in leads], [True, False, True])

    def test_lead_counts_for_the_team_of_the_salesperson(self):
        self.team.open_cap = 2
        leads = self.give(3, team_id=False)
        self.assertEqual(leads.filtered('user_id').team_id, self.team)
        self.assertEqual(len(leads.filtered('user_id')), 2)

    def test_pool_keeps_the_limits_of_team_week_and_grade(self):
        pool = self.make_pool(weekly_cap=1, open_cap_a=1)
        first, second, third = self.give(3)
        rep = self.rep_a
        first.with_user(rep).action_claim()
        with self.assertRaisesRegex(UserError, "limit of leads a week"):
            second.with_user(rep).action_claim()
        pool.weekly_cap = 0
        (first + second).lead_grade = 'a'
        with self.assertRaisesRegex(UserError, "of this grade"):
            second.with_user(rep).action_claim()
        pool.with_user(rep).action_claim_next()
        self.assertEqual(third.user_id, rep, "the best lead that his limits allow")
        self.team.daily_cap = 2
        pool.open_cap_a = 0
        with self.assertRaisesRegex(UserError, "Your sales team"):
            second.with_user(self.rep_b).action_claim()

    def test_more_room_for_the_team_wakes_the_waiting(self):
        self.team.open_cap = 1
        self.rule.team_id = self.team
        leads = self.give(2)
        self.team.open_cap = 2
        self.distribute()
        self.assertTrue(all(lead.user_id for lead in leads))

    def test_queries_do_not_grow_with_the_reps(self):
        def queries(reps):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reps._lead_loads()
            return self.env.cr.sql_log_count - before

        reps = self.rep_a + self.rep_b + self.rep_c + self.leader
        self.rep_a.tz, self.rep_b.tz, self.rep_c.tz = 'UTC', 'Asia/Dubai', 'America/Lima'
        self.env.flush_all()
        queries(reps)
        self.assertEqual(queries(reps), queries(self.rep_a))
