from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolCheck(PoolCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool().with_user(self.leader)

    def assert_refused(self, words, vals, pool=None):
        with self.assertRaises(UserError) as refused:
            (pool or self.pool).write(vals)
        self.assertRegex(str(refused.exception), words)

    def step(self, **vals):
        return {'step_ids': [Command.create(vals)]}

    def test_negative_numbers(self):
        for name in (
            'unworked_claim_cap',
            'hourly_claim_cap',
            'daily_claim_cap',
            'cool_down_minutes',
            'return_minutes',
            'senior_minutes',
            'daily_cap',
        ):
            with self.subTest(name=name):
                self.assert_refused("cannot be negative", {name: -1})

    def test_senior_who_is_no_member(self):
        self.assert_refused(
            "Rep C cannot be senior in the pool Pool without being a member",
            {'senior_user_ids': [Command.set(self.rep_c.ids)], 'senior_minutes': 5},
        )

    def test_a_senior_cannot_be_taken_out_of_the_pool_alone(self):
        self.pool.write({'senior_user_ids': [Command.set(self.rep_a.ids)], 'senior_minutes': 5})
        self.assert_refused("without being a member", {'user_ids': [Command.unlink(self.rep_a.id)]})

    def test_seniors_without_minutes_and_minutes_without_seniors(self):
        self.assert_refused("leave both empty", {'senior_minutes': 5})
        self.assert_refused("leave both empty", {'senior_user_ids': [Command.set(self.rep_a.ids)]})

    def test_steps_come_one_after_the_other(self):
        self.assert_refused("needs more minutes", self.step(after_minutes=0))
        self.assert_refused("needs more minutes", self.step(after_minutes=-5))
        self.pool.write(self.step(after_minutes=10, sequence=1))
        self.assert_refused("needs more minutes", self.step(after_minutes=10, sequence=2))
        self.assert_refused("needs more minutes", self.step(after_minutes=5, sequence=2))
        self.pool.write(self.step(after_minutes=20, sequence=2))
        with self.assertRaises(ValidationError):
            self.pool.step_ids[0].sequence = 3

    def test_nothing_comes_after_the_person(self):
        self.pool.write(
            self.step(after_minutes=10, sequence=1, action='person', user_id=self.rep_a.id)
        )
        self.assert_refused("last step", self.step(after_minutes=20, sequence=2))

    def test_a_rule_that_cannot_take_leads(self):
        to_pool = self.Rule.search([('pool_id', '=', self.pool.id)])
        archived = self.make_rule("Archived", self.rep_a, active=False)
        self.assert_refused("Choose the rule", self.step(after_minutes=5, action='rule'))
        for rule in (to_pool, archived):
            self.assert_refused(
                "cannot take leads", self.step(after_minutes=5, action='rule', rule_id=rule.id)
            )

    def test_a_person_who_cannot_take_leads(self):
        self.assert_refused("Choose the person", self.step(after_minutes=5, action='person'))
        self.rep_c.active = False
        for person in (self.rep_c, self.marketer):
            self.assert_refused(
                "choose an active salesperson",
                self.step(after_minutes=5, action='person', user_id=person.id),
            )

    def test_opening_needs_next_teams(self):
        self.assert_refused("Choose the next teams", self.step(after_minutes=5, action='open'))
        teams = [Command.set(self.south.ids)]
        self.pool.write(self.step(after_minutes=5, action='open', team_ids=teams))
        self.assert_refused(
            "Choose the next teams", {'team_ids': [Command.clear()]}, self.pool.step_ids
        )

    def test_shotgun_needs_segments_with_teams(self):
        self.assert_refused("needs a segment", {'method': 'shotgun'})
        self.assert_refused(
            "Choose the sales team of the segment All",
            {'method': 'shotgun', 'segment_ids': [Command.create({'name': "All"})]},
        )

    def test_segment_settings_that_cannot_work(self):
        team = {'name': "All", 'team_ids': [Command.set(self.north.ids)]}
        fallback = {'fallback_team_ids': [Command.set(self.south.ids)]}
        for words, vals in [
            ("leave both empty", {**team, **fallback}),
            ("leave both empty", {**team, 'open_after_minutes': 5}),
            ("cannot be negative", {**team, **fallback, 'open_after_minutes': -5}),
            ("filter of the segment All does not work", {**team, 'domain': "[('nix', '=', 1)]"}),
            ("filter of the segment All does not work", {**team, 'domain': "nonsense("}),
        ]:
            with self.subTest(words=words):
                self.assert_refused(words, {'segment_ids': [Command.create(vals)]})

    def test_shotgun_has_no_step_that_opens(self):
        shotgun = self.make_shotgun([("All", "[]", self.north, {})])
        self.assert_refused(
            "each segment says when it opens",
            self.step(after_minutes=5, action='open', team_ids=[Command.set(self.south.ids)]),
            shotgun,
        )

    def test_reps_do_not_change_settings(self):
        for vals in (self.step(after_minutes=5), {'order': 'age'}):
            self.assert_refused("not allowed|access", vals, self.pool.with_user(self.rep_a))
