from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_metrics import LeadMetricCase

READ_ONLY = ('lead.metric.value', 'lead.metric.alert', 'lead.scoreboard.report')


@tagged('post_install', '-at_install')
class TestMetricRights(LeadMetricCase):
    """Who sees and writes what.

                    metrics, drifts   targets                      scoreboard
    salesperson             -                 reads own                    own
    team leader     of own teams      all of own teams             own teams
    administrator   all               all                          all
    marketer        all, reads        reads those of teams         -
    stranger        -                 -                            -
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # leads a team without any further right
        cls.head = new_test_user(cls.env, 'head', SALESMAN, name="Head")
        cls.stranger = new_test_user(cls.env, 'stranger', 'base.group_user', name="Stranger")
        cls.team.user_id = cls.head
        cls.make_lead('2026-06-01 10:00', won='2026-06-10 10:00', revenue=600)
        cls.make_lead('2026-06-01 10:00', won='2026-06-10 10:00', user=cls.rep_b, revenue=1)
        cls.make_lead('2026-06-01 10:00', team=cls.field_team, user=cls.rep_c)
        metric = cls.env['lead.metric']._by_key('won')
        cls.team_goal, cls.goal_a, cls.goal_b, cls.other_goal = cls.env['lead.goal'].create(
            [
                {'metric_id': metric.id, 'target': 5, 'team_id': cls.team.id},
                {
                    'metric_id': metric.id,
                    'target': 5,
                    'team_id': cls.team.id,
                    'user_id': cls.rep_a.id,
                },
                {
                    'metric_id': metric.id,
                    'target': 5,
                    'team_id': cls.team.id,
                    'user_id': cls.rep_b.id,
                },
                {'metric_id': metric.id, 'target': 5, 'team_id': cls.field_team.id},
            ]
        )
        cls.goals = cls.team_goal + cls.goal_a + cls.goal_b + cls.other_goal

    def setUp(self):
        super().setUp()
        self.refresh()
        self.env['lead.metric.alert'].create(
            [
                {**self.env['lead.metric.alert']._prepare_alert(row), 'drift': 'low'}
                | {'verdict': 'worse'}
                for row in self.row('won') + self.row('won', team=self.field_team)
            ]
        )

    def seen_teams(self, model, user):
        rows = self.env[model].with_user(user).search([])
        return rows.sudo().team_id

    def test_who_sees_the_figures_of_which_team(self):
        for model in ('lead.metric.value', 'lead.metric.alert'):
            for user, teams in (
                (self.rep_a, self.env['crm.team']),
                (self.head, self.team),
                (self.rep_c, self.field_team),
            ):
                with self.subTest(model=model, user=user.name):
                    self.assertEqual(self.seen_teams(model, user), teams)
            for user in (self.leader, self.marketer):
                with self.subTest(model=model, user=user.name):
                    self.assertLessEqual(self.team + self.field_team, self.seen_teams(model, user))
        with self.assertRaises(AccessError):
            self.env['lead.metric.value'].with_user(self.stranger).search([])

    def test_nobody_writes_figures(self):
        for user in (self.rep_a, self.head, self.leader, self.marketer):
            for model in READ_ONLY:
                for operation in ('create', 'write', 'unlink'):
                    with self.subTest(f"{user.name} {operation} {model}"):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_only_administrators_configure_and_refresh(self):
        metric = self.env['lead.metric']._by_key('won')
        metric.with_user(self.leader).min_sample = 20
        metric.with_user(self.leader).action_refresh()
        for user in (self.rep_a, self.head, self.marketer, self.stranger):
            with self.subTest(user.name), self.assertRaises(AccessError):
                metric.with_user(user).min_sample = 10
            with self.subTest(user.name), self.assertRaises(AccessError):
                metric.with_user(user).action_refresh()
        with self.assertRaises(AccessError):
            metric.with_user(self.leader).unlink()

    def test_a_number_out_of_reach_opens_nothing(self):
        row = self.row('won').with_user(self.rep_a)
        for method in ('action_view_leads', 'action_view_reached'):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(row, method)()
        leads = self.env['crm.lead'].with_user(self.rep_a).with_context(active_test=False)
        self.assertFalse(leads.search([('metric_base_id', '=', row.id)]))

    def test_the_leads_behind_a_number_obey_their_own_rules(self):
        leads = self.env['crm.lead'].with_user(self.head).with_context(active_test=False)
        self.assertFalse(leads.search([('metric_base_id', '=', self.row('won').id)]))
        leads = leads.with_user(self.leader)
        self.assertEqual(len(leads.search([('metric_base_id', '=', self.row('won').id)])), 2)

    def test_who_sees_which_targets(self):
        for user, goals in (
            (self.rep_a, self.goal_a),
            (self.head, self.goals - self.other_goal),
            (self.rep_c, self.other_goal),
            (self.leader, self.goals),
            (self.marketer, self.team_goal + self.other_goal),
        ):
            with self.subTest(user.name):
                seen = self.env['lead.goal'].with_user(user).search([('id', 'in', self.goals.ids)])
                self.assertEqual(seen, goals)
        with self.assertRaises(AccessError):
            self.env['lead.goal'].with_user(self.stranger).search([])

    def test_every_role_opens_its_screens(self):
        for model in ('lead.metric.value', 'lead.metric.alert', 'lead.goal', 'lead.metric'):
            for user in (self.rep_a, self.head, self.leader, self.marketer):
                with self.subTest(model=model, user=user.name):
                    records = self.env[model].with_user(user)
                    for view in ('list', 'kanban', 'form'):
                        names = self.shown(records, view)
                        records.search([], limit=40).web_read({name: {} for name in names})

    def shown(self, records, view):
        views = self.env['ir.ui.view'].search([('model', '=', records._name), ('type', '=', view)])
        return list(records.get_view(views[0].id)['models'][records._name]) if views else []

    def test_a_rep_reads_the_progress_of_his_target_and_does_not_set_it(self):
        goal = self.goal_a.with_user(self.rep_a)
        with self.at('2026-06-15 22:00:00'):
            self.assertEqual((goal.actual, goal.progress), (1, 20))
        for values in ({'target': 1}, {'date_to': '2030-01-01'}):
            with self.assertRaises(AccessError):
                goal.write(values)
        with self.assertRaises(AccessError):
            goal.unlink()
        with self.assertRaises(AccessError):
            goal.create(
                {
                    'metric_id': goal.metric_id.id,
                    'user_id': self.rep_a.id,
                    'target': 1,
                    'period': 'day',
                }
            )

    def test_a_team_leader_sets_the_targets_of_his_team_only(self):
        self.goal_b.with_user(self.head).target = 9
        self.goal_b.with_user(self.head).unlink()
        with self.assertRaises(AccessError):
            self.other_goal.with_user(self.head).target = 9
        with self.assertRaises(AccessError):
            self.team_goal.with_user(self.head).write(
                {'team_id': self.field_team.id, 'period': 'day'}
            )

    def test_scoreboard_shows_a_rep_his_own_work(self):
        Report = self.env['lead.scoreboard.report']
        domain = [('date', '>=', '2026-06-01'), ('date', '<', '2026-07-01')]
        for user, reps in (
            (self.rep_a, self.rep_a),
            (self.head, self.rep_a + self.rep_b),
            (self.leader, self.rep_a + self.rep_b),
        ):
            with self.subTest(user.name):
                rows = Report.with_user(user).search([*domain, ('team_id', '=', self.team.id)])
                self.assertEqual(rows.sudo().user_id, reps)
        for user in (self.marketer, self.stranger):
            with self.assertRaises(AccessError):
                Report.with_user(user).search([])

    def test_figures_of_another_company_are_hidden(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.leader.company_ids = [Command.link(other.id)]
        lead = self.make_lead('2026-06-01 10:00', won='2026-06-10 10:00', revenue=600)
        self.set_columns(lead, {'company_id': other.id, 'team_id': None})
        self.refresh()
        goal = self.team_goal.copy({'company_id': other.id, 'team_id': False})
        for model, domain in (
            ('lead.metric.value', [('company_id', '=', other.id)]),
            ('lead.goal', [('id', '=', goal.id)]),
            ('lead.scoreboard.report', [('lead_id', '=', lead.id)]),
        ):
            records = self.env[model].with_user(self.leader)
            with self.subTest(model):
                self.assertFalse(
                    records.with_context(allowed_company_ids=self.company.ids).search(domain)
                )
                self.assertTrue(records.with_context(allowed_company_ids=other.ids).search(domain))

    def test_blind_leads_are_on_no_scoreboard(self):
        pool = self.env['lead.pool'].create(
            {
                'name': "Blind",
                'method': 'blind_pull',
                'member_ids': [Command.set((self.rep_a | self.leader).ids)],
            }
        )
        lead = self.make_lead('2026-06-01 10:00', won='2026-06-10 10:00')
        self.set_columns(lead, {'pool_id': pool.id})
        for user in (self.rep_a, self.leader):
            with self.subTest(user.name):
                rows = self.env['lead.scoreboard.report'].with_user(user)
                self.assertFalse(rows.search([('lead_id', '=', lead.id)]))
