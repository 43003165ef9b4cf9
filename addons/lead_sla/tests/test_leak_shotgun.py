from odoo.fields import Command
from odoo.tests import tagged

from .common_leak import LeakCase
from .leak_walk import LEAD


@tagged('post_install', '-at_install')
class TestLeakShotgun(LeakCase):
    """A shotgun lead is nobody's to see but the segment's, and later the next teams'.

    segment   team One: rep_b      fallback   team Two: rep_c
    """

    @classmethod
    def make_hiding_pool(cls):
        one, two = cls.env['crm.team'].create(
            [
                {'name': name, 'member_ids': [Command.link(rep.id)]}
                for name, rep in (("One", cls.rep_b), ("Two", cls.rep_c))
            ]
        )
        segment = {
            'name': "All",
            'team_ids': [Command.link(one.id)],
            'fallback_team_ids': [Command.link(two.id)],
            'open_after_minutes': 60,
        }
        return cls.make_pool(
            'shotgun',
            cls.env['res.users'],
            team_ids=[Command.set((one + two).ids)],
            segment_ids=[Command.create(segment)],
        )

    def test_what_is_about_the_lead_is_silent(self):
        for user in self.rep_c + self.boss + self.marketer:
            for name, ids in self.holders.items():
                self.walk(self.env[name].with_user(user), ids, [('id', 'in', ids)])

    def test_sql_and_python_agree_on_who_sees(self):
        self.assert_seen_by(self.rep_b + self.leader)

    def test_next_teams_see_it_once_it_is_open(self):
        self.secret.pool_opened = True
        self.assert_seen_by(self.rep_b + self.rep_c + self.leader)

    def test_without_a_segment_administrators_alone_see_it(self):
        self.secret.pool_segment_id = False
        self.assert_seen_by(self.leader)

    def assert_seen_by(self, sighted):
        self.env.flush_all()
        for user in self.outside + self.rep_b + self.leader:
            expected = user in sighted
            for name, ids in self.holders.items():
                with self.subTest(user=user.name, model=name):
                    self.compare(self.env[name].with_user(user).browse(ids), expected)

    def compare(self, records, expected):
        """What a search finds and what may be read one by one is the same."""
        self.env.invalidate_all()
        if not records.browse().has_access('read'):
            return
        found = records.with_context(active_test=False).search([('id', 'in', records.ids)])
        self.assertEqual(found, records._filtered_access('read').sorted())
        if not expected or records._name == LEAD:
            self.assertEqual(bool(found), expected)
