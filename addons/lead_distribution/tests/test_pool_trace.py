from odoo.addons.lead_qualification.tests.common import MANAGER
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolTrace(PoolCase):
    """Who joins or leaves a pool, or opens it, is to be seen there, with whose doing it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, 'boss_x', MANAGER, name="Boss")
        cls.pool = cls.make_pool('blind_pull', cls.boss + cls.rep_a)
        cls.tell(cls.pool)

    @classmethod
    def tell(cls, pool, author=None):
        """Have the pool say what its author's request has done to it, and return what is new."""
        known = pool.message_ids
        pool.with_user(author or cls.leader).env.flush_all()
        cls.env.cr.precommit.run()
        pool.invalidate_recordset(['message_ids'])
        return pool.message_ids - known

    def assert_told(self, pool, old, new, author):
        told = self.tell(pool, author)
        self.assertEqual(told.author_id, author.partner_id)
        self.assertTrue(told.date)
        values = told.sudo().tracking_value_ids
        self.assertEqual({*values.old_value_char.split(', ')}, old)
        self.assertEqual({*values.new_value_char.split(', ')}, new)
        other = new_test_user(self.env, 'other_x', MANAGER)
        self.assertIn(told, pool.with_user(other).message_ids)
        return told

    def test_administrator_who_steps_out_of_a_blind_pool_is_seen(self):
        self.pool.with_user(self.boss).user_ids -= self.boss
        self.assert_told(self.pool, {"Boss", "Rep A"}, {"Rep A"}, self.boss)

    def test_trace_is_left_whatever_the_context_asks_for(self):
        hushed = {'tracking_disable': True, 'mail_notrack': True}
        pool = self.pool.with_user(self.boss).with_context(**hushed)
        pool.user_ids -= self.boss
        self.assert_told(self.pool, {"Boss", "Rep A"}, {"Rep A"}, self.boss)

    def test_way_through_a_team_is_seen(self):
        self.pool.user_ids = False
        self.pool.team_ids = [Command.set(self.north.ids)]
        self.tell(self.pool)
        self.north.with_user(self.boss).member_ids += self.boss
        self.assert_told(self.pool, {"Rep A"}, {"Boss", "Rep A"}, self.boss)

    def test_way_through_a_segment_is_seen(self):
        pool = self.make_shotgun([("All", "[]", self.north, {})])
        self.tell(pool)
        pool.segment_ids.with_user(self.boss).team_ids += self.south
        self.assert_told(pool, {"Rep A"}, {"Rep A", "Rep B"}, self.boss)

    def test_opening_a_blind_pool_is_seen(self):
        self.pool.with_user(self.boss).method = 'cherry_pick'
        self.assert_told(self.pool, {"Blind pull"}, {"Cherry-pick"}, self.boss)

    def test_trace_cannot_be_rubbed_out(self):
        self.pool.with_user(self.boss).user_ids -= self.boss
        told = self.tell(self.pool).with_user(self.boss)
        with self.assertRaises(AccessError):
            told.unlink()

    def test_what_changes_no_member_leaves_no_trace(self):
        self.pool.with_user(self.boss).sequence = 3
        self.assertFalse(self.tell(self.pool))
