from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolMembers(PoolCase):
    def test_members_are_salespeople_and_whole_teams(self):
        pool = self.make_pool(members=self.rep_c, team_ids=[Command.set(self.north.ids)])
        self.assertEqual(pool.member_ids, self.rep_a + self.rep_c)

    def test_who_joins_the_team_is_a_member_at_once(self):
        pool = self.make_pool(members=self.rep_c, team_ids=[Command.set(self.north.ids)])
        self.assertFalse(self.env['lead.pool'].with_user(self.rep_b).search([]))
        self.north.member_ids += self.rep_b
        self.assertEqual(self.env['lead.pool'].with_user(self.rep_b).search([]), pool)
        self.give().with_user(self.rep_b).action_claim()

    def test_who_leaves_the_team_is_none_any_more(self):
        pool = self.make_pool(members=self.rep_c, team_ids=[Command.set(self.north.ids)])
        self.north.member_ids -= self.rep_a
        self.assertEqual(pool.member_ids, self.rep_c)
        with self.assertRaisesRegex(UserError, "Only members of the pool"):
            self.give().with_user(self.rep_a).action_claim()

    def test_who_is_archived_is_none_any_more(self):
        pool = self.make_pool(members=self.rep_b, team_ids=[Command.set(self.north.ids)])
        (self.rep_a + self.rep_b).active = False
        self.env.flush_all()
        self.assertFalse(pool.member_ids)
        self.rep_a.active = True
        self.assertEqual(pool.member_ids, self.rep_a)

    def test_member_of_a_team_who_works_elsewhere_is_left_out(self):
        other = self.env['res.company'].create({'name': "Other"})
        stranger = new_test_user(
            self.env,
            'stranger',
            'sales_team.group_sale_salesman',
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.north.member_ids += stranger
        pool = self.env['lead.pool'].create(
            {
                'name': "Here",
                'company_id': self.env.company.id,
                'team_ids': [Command.set(self.north.ids)],
            }
        )
        self.assertEqual(pool.member_ids, self.rep_a)

    def test_members_of_a_shotgun_pool_are_those_of_its_segments(self):
        pool = self.make_shotgun(
            [
                (
                    "All",
                    "[]",
                    self.north,
                    {'fallback_team_ids': [Command.set(self.south.ids)], 'open_after_minutes': 5},
                )
            ],
            user_ids=[Command.set(self.rep_c.ids)],
        )
        self.assertEqual(pool.segment_ids.member_ids, self.rep_a)
        self.assertEqual(pool.segment_ids.fallback_member_ids, self.rep_b)
        self.assertEqual(pool.member_ids, self.rep_a + self.rep_b)
