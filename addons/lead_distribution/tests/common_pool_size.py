from unittest.mock import patch

from odoo.tools import SQL

from .common_pool import PoolCase


class PoolSizeCase(PoolCase):
    """Base case: a pool with many leads, and what PostgreSQL does to read it."""

    def fill(self, count, segment=None, step=None):
        """Have many more leads lie in the pool."""
        self.env.cr.execute(
            """INSERT INTO crm_lead (name, type, active, pool_id, pool_segment_id, pooled_at,
                                     distribution_state, lead_score, priority, lead_grade,
                                     pool_opened, pool_open_step_id)
               SELECT 'Filling', 'lead', true, %s, %s, now() AT TIME ZONE 'UTC', 'pool', n %% 40,
                      '0', 'b', %s, %s
                 FROM generate_series(1, %s) AS n""",
            [
                self.pool.id,
                segment and segment.id or None,
                bool(step),
                step and step.id or None,
                count,
            ],
        )
        self.env.cr.execute('ANALYZE crm_lead')

    def rows_read(self, work):
        """Return how many rows of leads PostgreSQL read for the last query of ``work``."""
        return self.rows_of(self.plan(work, SQL('ANALYZE')))

    def cost(self, work):
        """Return what PostgreSQL expects the last query of ``work`` to cost."""
        return self.plan(work, SQL('ANALYZE false'))['Total Cost']

    def plan(self, work, mode):
        seen = []
        execute = self.env.cr.execute

        def spy(query, *args, **kwargs):
            seen.append(query)
            return execute(query, *args, **kwargs)

        with patch.object(self.env.cr, 'execute', spy):
            work()
        query = SQL('EXPLAIN (%s, FORMAT JSON) %s', mode, seen[-1])
        [[[plan]]] = self.env.execute_query(query)
        return plan['Plan']

    def rows_of(self, node):
        own = 0
        if node.get('Relation Name') == 'crm_lead':
            own = node['Actual Rows'] + node.get('Rows Removed by Filter', 0)
        return own + sum(self.rows_of(child) for child in node.get('Plans', ()))
