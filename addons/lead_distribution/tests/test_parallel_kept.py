from odoo.tests import tagged

from .common_parallel import ParallelCase


@tagged('post_install', '-at_install')
class TestParallelKept(ParallelCase):
    """No server keeps a setting that is older than the last change, whoever read it when."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.publish(env)

    def publish(self, env):
        """Commit and tell all servers, as each request does."""
        env.cr.commit()
        env.registry.signal_changes()

    def cap(self, env):
        """Return a setting as a claim reads it."""
        pool = env['lead.pool'].browse(self.pool)
        pool._recall()
        return pool.daily_claim_cap

    def set_cap(self, env, cap):
        env['lead.pool'].browse(self.pool).daily_claim_cap = cap
        env.flush_all()

    def assert_cap(self, cap):
        with self.transaction() as env:
            self.assertEqual(self.cap(env), cap)

    def test_who_reads_before_the_change_is_committed_leaves_nothing_behind(self):
        self.assert_cap(0)
        with self.transaction() as writer, self.transaction() as reader:
            self.set_cap(writer, 7)
            self.assertEqual(self.cap(reader), 0)
            self.publish(writer)
        self.assert_cap(7)

    def test_who_began_before_the_change_leaves_nothing_behind(self):
        with self.transaction() as reader, self.transaction() as writer:
            reader['lead.pool'].search_count([])  # his snapshot is older than the change
            self.set_cap(writer, 7)
            self.publish(writer)
            self.assertEqual(self.cap(reader), 0)
        self.assert_cap(7)

    def test_who_began_before_another_server_told_of_a_change_leaves_nothing_behind(self):
        self.assert_cap(0)
        with self.transaction() as reader, self.transaction() as other:
            reader['lead.pool'].search_count([])
            other.cr.execute("UPDATE lead_pool SET daily_claim_cap = 7 WHERE id = %s", [self.pool])
            other.cr.commit()
            other.cr.execute("INSERT INTO orm_signaling_default DEFAULT VALUES")
            other.cr.commit()
            reader.registry.check_signaling()
            self.assertEqual(self.cap(reader), 0)
        self.assert_cap(7)

    def test_change_that_was_not_committed_is_forgotten(self):
        with self.transaction() as writer:
            self.set_cap(writer, 7)
            self.assertEqual(self.cap(writer), 7)
            writer.cr.rollback()
            writer.registry.reset_changes()  # as each request that fails
        self.assert_cap(0)

    def test_what_is_kept_is_not_read_again(self):
        self.assert_cap(0)
        with self.transaction() as env:
            before = env.cr.sql_log_count
            self.assertEqual(self.cap(env), 0)
            self.assertEqual(env.cr.sql_log_count, before)
