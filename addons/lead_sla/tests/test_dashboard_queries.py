from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_dashboard import LeadDashboardCase


@tagged('post_install', '-at_install')
class TestDashboardQueries(LeadDashboardCase):
    """More leads, teams, people, pools and targets cost no more queries."""

    def test_queries_do_not_grow(self):
        self.promises()
        self.enlarge(2)
        few = self.count_queries()
        self.enlarge(8)
        self.assertEqual(self.count_queries(), few)

    def count_queries(self):
        self.data(self.everywhere)  # what happens only once is not counted
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self.data(self.everywhere)
        return self.env.cr.sql_log_count - start

    def enlarge(self, size):
        number = self.env['res.users'].search_count([])
        for index in range(number, number + size):
            rep = new_test_user(
                self.env, f'rep_{index}', 'sales_team.group_sale_salesman', name=f"Rep {index}"
            )
            team = self.env['crm.team'].create(
                {'name': f"Team {index}", 'member_ids': [Command.link(rep.id)]}
            )
            self.make_lead('2026-06-02 10:00', team=team, user=rep, won='2026-06-10 10:00')
            held = self.make_lead('2026-06-02 10:00', team=team, user=rep)
            with self.at('2026-06-05 10:00'):
                held._change_status(self.status('passed'))
            self.rule.member_ids = [Command.create({'user_id': rep.id, 'open_cap': 20})]
            self.env['lead.pool'].create(
                {'name': f"Pool {index}", 'user_ids': [Command.link(rep.id)], 'open_cap': 30}
            )
            self.env['lead.goal'].create(
                {
                    'metric_id': self.env['lead.metric']._by_key('revenue').id,
                    'target': 1000,
                    'team_id': team.id,
                    'user_id': rep.id,
                    'date_from': '2026-01-01',
                }
            )
