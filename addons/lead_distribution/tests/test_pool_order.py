from odoo.fields import Command
from odoo.tests import tagged

from .common_pool_size import PoolSizeCase


@tagged('post_install', '-at_install')
class TestPoolOrder(PoolSizeCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool()
        self.old = self.give_at('2026-03-02 10:00')
        self.high = self.give_at('2026-03-02 10:05')
        self.graded = self.give_at('2026-03-02 10:10')
        self.high.lead_score = 90
        self.graded.write({'lead_score': 50, 'lead_grade': 'a'})
        self.env.flush_all()

    def expected(self, order):
        return {
            'age': [self.old, self.high, self.graded],
            'score': [self.high, self.graded, self.old],
            'grade': [self.graded, self.high, self.old],
        }[order]

    def test_claim_next_follows_the_order_of_the_pool(self):
        for order in ('age', 'score', 'grade'):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                self.pool.order = order
                for lead in self.expected(order):
                    action = self.pool.with_user(self.rep_a).action_claim_next()
                    self.assertEqual(action['res_id'], lead.id)
                savepoint.rollback()

    def test_the_list_follows_the_order_of_the_pool(self):
        for order in ('age', 'score', 'grade'):
            self.pool.order = order
            action = self.pool.with_user(self.rep_a).action_open_leads()
            leads = self.env['crm.lead'].with_user(self.rep_a).with_context(**action['context'])
            self.assertEqual(list(leads.search(action['domain'])), self.expected(order))

    def test_claim_next_reads_no_more_than_its_place(self):
        self.fill(3000)
        for order in ('age', 'score', 'grade'):
            self.pool.order = order
            self.assertLess(self.rows_read(lambda: self.pool._best_leads(self.rep_a)), 100)

    def test_claim_next_does_not_read_other_segments(self):
        self.pool.write(
            {
                'method': 'shotgun',
                'segment_ids': [
                    Command.create(
                        {'name': team.name, 'domain': domain, 'team_ids': [Command.set(team.ids)]}
                    )
                    for team, domain in ((self.north, "[('city', '=', 'N')]"), (self.south, "[]"))
                ],
            }
        )
        self.fill(3000, self.pool.segment_ids[1])
        self.assertLess(self.rows_read(lambda: self.pool._best_leads(self.rep_a)), 10)
