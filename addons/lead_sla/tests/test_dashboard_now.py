from odoo.fields import Command
from odoo.tests import tagged

from .common_dashboard import LeadDashboardCase


@tagged('post_install', '-at_install')
class TestDashboardNow(LeadDashboardCase):
    """Pools, distribution, load and targets as they are now, whatever the period."""

    def make_goal(self, target, **vals):
        return self.env['lead.goal'].create(
            {
                'metric_id': self.env['lead.metric']._by_key('revenue').id,
                'target': target,
                'team_id': self.team.id,
                'date_from': '2026-01-01',
                **vals,
            }
        )

    def test_pool_with_the_longest_waiting(self):
        pool = self.make_pool(name="Harbour")
        with self.at('2026-07-01 09:00'):
            self.give(2)
        row = self.pool_row(pool)
        self.assertEqual((row['name'], row['text']), ("Harbour", "2"))
        self.assertEqual(row['note'], "waiting for up to 3 hours")
        self.assertEqual(self.opened(row['action']).lead_id, pool.lead_ids)

    def test_pools_of_a_team_are_those_its_members_claim_from(self):
        pool = self.make_pool()
        self.assertTrue(self.pool_row(pool))
        self.assertFalse(self.pool_row(pool, {'team_ids': self.field_team.ids}))

    def pool_row(self, pool, filters=None, user=None):
        rows = self.picture('pools', filters, user=user)['rows']
        return next((row for row in rows if row['key'] == pool.id), None)

    def test_leads_on_their_way_by_state(self):
        states = {'pending': 1, 'waiting': 2, 'unmatched': 1, 'error': 1}
        for state, count in states.items():
            for lead in self.make_leads(count, user_id=False):
                self.set_columns(
                    lead,
                    {
                        'distribution_state': state,
                        'distribution_date': '2026-07-01 10:00',
                        'lead_status_id': self.status('passed').id,
                    },
                )
        self.assertEqual(
            self.texts('queue'), {state: str(count) for state, count in states.items()}
        )
        self.assertEqual(self.texts('queue', {'team_ids': self.field_team.ids}), {})

    def test_leads_that_marketing_still_has_are_waited_for_by_nobody(self):
        lead = self.make_leads(1, user_id=False)
        self.set_columns(
            lead,
            {'distribution_state': 'unmatched', 'lead_status_id': self.status('new').id},
        )
        self.assertEqual(self.texts('queue'), {})

    def test_load_against_the_lowest_limit_in_force(self):
        rows = {row['key']: row for row in self.picture('load')['rows']}
        mine = rows[self.rep_a.id]
        held = self.env['crm.lead'].search_count(
            [('user_id', '=', self.rep_a.id), ('won_status', '=', 'pending')]
        )
        self.assertEqual(mine['text'], str(held))
        self.assertEqual(mine['badge'], {'text': "Available", 'color': 'success'})
        self.member(self.rep_a).open_cap = held + 5
        self.make_pool(open_cap=held)
        self.rep_a.lead_presence = 'busy'
        mine = {row['key']: row for row in self.picture('load')['rows']}[self.rep_a.id]
        self.assertEqual(mine['text'], f"{held} of {held}")
        self.assertEqual((mine['parts'][0]['share'], mine['parts'][0]['color']), (100, 'danger'))
        self.assertEqual(mine['badge'], {'text': "Busy", 'color': 'warning'})

    def test_load_shows_who_is_on_leave_and_a_lowered_limit(self):
        self.member(self.rep_a).open_cap = 50
        self.env['lead.limit.cut'].create(
            {'user_id': self.rep_a.id, 'cap': 'open_cap', 'value': 20, 'until': '2026-08-01'}
        )
        resource = self.env['resource.resource'].create(
            {'name': "Rep A", 'user_id': self.rep_a.id, 'calendar_id': self.office.id}
        )
        self.make_leave(self.office, '2026-06-30 00:00:00', '2026-07-03 00:00:00', resource)
        mine = {row['key']: row for row in self.picture('load')['rows']}[self.rep_a.id]
        self.assertTrue(mine['text'].endswith(" of 20"))
        self.assertEqual(mine['badge']['text'], "On leave")

    def test_load_of_a_team_is_that_of_its_people(self):
        rows = self.picture('load', {'team_ids': self.field_team.ids})['rows']
        self.assertEqual([row['name'] for row in rows], ["Rep C"])

    def test_revenue_against_target_is_that_of_the_target(self):
        goal = self.make_goal(1200)
        self.make_goal(100, team_id=self.field_team.id)
        self.make_goal(1, metric_id=self.env['lead.metric']._by_key('won').id)
        self.make_goal(1, date_from='2025-01-01', date_to='2025-12-31')
        [row] = self.picture('goals', now='2026-06-15 22:00:00')['rows']
        with self.at('2026-06-15 22:00:00'):
            goal.invalidate_recordset()
            self.assertEqual((goal.actual, goal.progress), (600, 50))
            self.assertEqual(row['text'], f"{goal.actual_text} of {goal.target_text}")
            self.assertEqual(row['parts'][0]['share'], goal.progress)
            self.assertEqual(self.opened(row['action']), self.won)
        self.assertEqual(row['name'], self.team.name)
        self.assertEqual((row['marker'], row['badge']['text']), (50, "On pace"))

    def test_drifts_told_of_late_come_first(self):
        metric = self.env['lead.metric']._by_key('win_rate')
        vals = {
            'metric_id': metric.id,
            'company_id': self.company.id,
            'period': 'month',
            'drift': 'low',
            'verdict': 'worse',
            'value': 10,
            'band_low': 20,
            'band_high': 40,
        }
        alerts = self.env['lead.metric.alert'].create(
            [
                {**vals, 'team_id': self.team.id, 'date_start': '2026-06-01'},
                {**vals, 'team_id': self.team.id, 'date_start': '2026-04-01'},
                {**vals, 'team_id': self.field_team.id, 'date_start': '2026-06-01'},
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE lead_metric_alert SET create_date = CASE date_start WHEN '2026-04-01' "
            "THEN '2026-05-01' ELSE '2026-07-01' END::timestamp"
        )
        [told] = self.data()['alerts']
        self.assertEqual(told['key'], alerts[0].id)
        self.assertIn("expected 20.0 % to 40.0 %", told['text'])
        self.assertEqual(told['hint'], metric.look_at)

    def test_absent_members_and_salespeople_without_leads_are_shown_too(self):
        other = self.rep_b
        self.team.member_ids = [Command.link(other.id)]
        self.assertIn(other.id, self.texts('load'))
