from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolOrder(PoolCase):
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

    def fill(self, count, segment=None):
        """Have many more leads lie in the pool."""
        self.env.cr.execute(
            """INSERT INTO crm_lead (name, type, active, pool_id, pool_segment_id, pooled_at,
                                     distribution_state, lead_score, priority, lead_grade)
               SELECT 'Filling', 'lead', true, %s, %s, now() AT TIME ZONE 'UTC', 'pool', n %% 40,
                      '0', 'b'
                 FROM generate_series(1, %s) AS n""",
            [self.pool.id, segment and segment.id or None, count],
        )
        self.env.cr.execute('ANALYZE crm_lead')

    def rows_read(self, work):
        """Return how many rows of leads PostgreSQL read for the last query of ``work``."""
        seen = []
        execute = self.env.cr.execute

        def spy(query, *args, **kwargs):
            seen.append(query)
            return execute(query, *args, **kwargs)

        with patch.object(self.env.cr, 'execute', spy):
            work()
        query = SQL('EXPLAIN (ANALYZE, FORMAT JSON) %s', seen[-1])
        [[[plan]]] = self.env.execute_query(query)
        return self.rows_of(plan['Plan'])

    def rows_of(self, node):
        own = 0
        if node.get('Relation Name') == 'crm_lead':
            own = node['Actual Rows'] + node.get('Rows Removed by Filter', 0)
        return own + sum(self.rows_of(child) for child in node.get('Plans', ()))
