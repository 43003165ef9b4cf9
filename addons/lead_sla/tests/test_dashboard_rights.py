from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_dashboard import LeadDashboardCase


@tagged('post_install', '-at_install')
class TestDashboardRights(LeadDashboardCase):
    """Each card shows what its report shows to the same person, and nothing else.

    salesperson  own and unassigned leads; no queue     head     leads a team, sees all leads
    leader       all teams                              stranger nothing
    marketer     no load, no targets of salespeople
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(cls.env, 'head', f'{SALESMAN}_all_leads', name="Head", tz='UTC')
        cls.stranger = new_test_user(cls.env, 'stranger', 'base.group_user', name="Stranger")
        cls.field_team.user_id = cls.head

    def keys(self, user):
        return [card['key'] for card in self.data(self.everywhere, user)['cards']]

    def test_strangers_are_refused(self):
        with self.assertRaisesRegex(AccessError, "work with leads"):
            self.data(user=self.stranger)

    def test_cards_by_role(self):
        every = ['funnel', 'speed', 'sla', 'goals', 'moves', 'pools', 'queue', 'load']
        self.assertEqual(self.keys(self.leader), every)
        self.assertEqual(self.keys(self.head), every)
        self.assertEqual(self.keys(self.rep_a), [key for key in every if key != 'queue'])
        self.assertEqual(
            self.keys(self.marketer), ['funnel', 'speed', 'sla', 'goals', 'moves', 'pools']
        )

    def test_a_salesperson_sees_own_figures(self):
        for user, count in ((self.leader, "6"), (self.rep_a, "5"), (self.rep_c, "1")):
            with self.subTest(user=user.name):
                texts = self.texts('funnel', self.everywhere, user)
                self.assertEqual(texts['1_generated'], count)
        rows = self.picture('load', self.everywhere, self.rep_a)['rows']
        self.assertEqual([row['key'] for row in rows], self.rep_a.ids)

    def test_rows_open_no_more_than_they_count_whoever_looks(self):
        for user in (self.rep_a, self.rep_c, self.head, self.marketer):
            for row in self.picture('funnel', self.everywhere, user)['rows']:
                with self.subTest(user=user.name, row=row['name']):
                    self.assertEqual(len(self.opened(row['action'], user)), int(row['text']))

    def test_leaders_begin_with_their_teams_and_managers_with_all(self):
        chosen = {
            user: self.data({}, user)['filters']['team_ids'] for user in self.head + self.leader
        }
        self.assertEqual(chosen, {self.head: self.field_team.ids, self.leader: []})

    def test_teams_offered(self):
        offered = {
            user: {team['id'] for team in self.data(user=user)['teams']}
            for user in self.rep_a + self.head + self.marketer
        }
        self.assertEqual(offered[self.rep_a], set(self.team.ids))
        for user in self.head + self.marketer:
            self.assertLessEqual(set((self.team + self.field_team).ids), offered[user])

    def test_a_team_one_may_not_choose_is_left_out(self):
        filters = {'period': 'last_month', 'team_ids': self.field_team.ids}
        self.assertEqual(self.data(filters, self.rep_a)['filters']['team_ids'], [])

    def test_targets_are_those_one_may_read(self):
        vals = {
            'metric_id': self.env['lead.metric']._by_key('revenue').id,
            'target': 100,
            'team_id': self.team.id,
            'date_from': '2026-01-01',
        }
        for_team, for_a, _for_b = self.env['lead.goal'].create(
            [vals, {**vals, 'user_id': self.rep_a.id}, {**vals, 'user_id': self.rep_b.id}]
        )
        self.assertEqual(set(self.texts('goals', user=self.rep_a)), set(for_a.ids))
        self.assertEqual(set(self.texts('goals', user=self.marketer)), set(for_team.ids))
        self.assertEqual(len(self.texts('goals')), 3)

    def test_figures_are_of_the_companies_one_works_in(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.leader.company_ids += other
        self.set_columns(self.plain, {'company_id': other.id})
        board = self.env['lead.dashboard'].with_user(self.leader)
        for companies, count in ((self.company, "5"), (self.company + other, "6")):
            with self.at(self.NOW):
                data = board.with_context(allowed_company_ids=companies.ids).get_data(
                    self.everywhere
                )
            self.assertEqual(data['cards'][0]['rows'][0]['text'], count)

    def test_hidden_leads_are_in_no_number(self):
        """A blind pool says how many there are, to whom it says so on its own screens."""
        pool = self.make_pool('blind_pull', members=self.rep_a + self.leader)
        with self.at('2026-06-30 10:00'):
            self.give(3)
        filters = {'period': 'last_7', 'team_ids': []}
        self.assertEqual(len(pool.lead_ids), 3)
        for user in (self.rep_a, self.head, self.leader, self.marketer):
            with self.subTest(user=user.name):
                self.assertFalse(self.picture('funnel', filters, user)['rows'])
        for user, rows in ((self.rep_a, 1), (self.leader, 1), (self.marketer, 1), (self.head, 0)):
            found = [
                row for row in self.picture('pools', filters, user)['rows'] if row['key'] == pool.id
            ]
            with self.subTest(user=user.name):
                self.assertEqual(len(found), rows)
            for row in found:
                self.assertEqual((row['text'], row['note']), ("3", ''))
                self.assertEqual(row['action']['res_model'], 'lead.pool')
        pool.user_ids -= self.leader
        [row] = [row for row in self.picture('pools', filters)['rows'] if row['key'] == pool.id]
        self.assertEqual(row['action']['res_model'], 'lead.unclaimed.report')
        self.assertEqual(self.texts('funnel', filters)['1_generated'], "3")
