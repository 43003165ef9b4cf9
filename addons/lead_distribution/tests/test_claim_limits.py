from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestClaimLimits(PoolCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool()

    def assert_refused(self, words, moment, lead, rep=None):
        with self.assertRaisesRegex(UserError, words):
            self.claim_at(moment, lead, rep)

    def test_cool_down_after_a_claim(self):
        self.pool.cool_down_minutes = 10
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.claim_at('2026-03-02 10:00', first)
        self.assert_refused("You can claim again in 4 minutes", '2026-03-02 10:06:30', second)
        self.claim_at('2026-03-02 10:10', second)
        self.assertEqual(second.user_id, self.rep_a)

    def test_cool_down_binds_nobody_else(self):
        self.pool.cool_down_minutes = 10
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.claim_at('2026-03-02 10:00', first)
        self.claim_at('2026-03-02 10:01', second, self.rep_b)

    def test_claims_an_hour(self):
        self.pool.hourly_claim_cap = 2
        leads = self.give_at('2026-03-02 10:00', 3)
        self.claim_at('2026-03-02 10:00', leads[0])
        self.claim_at('2026-03-02 10:30', leads[1])
        self.assert_refused(
            r"limit of claims an hour of the pool Pool \(2\)", '2026-03-02 10:59', leads[2]
        )
        self.claim_at('2026-03-02 11:01', leads[2])

    def test_claims_a_day_begin_anew_at_the_midnight_of_the_rep(self):
        self.pool.daily_claim_cap = 1
        self.rep_a.tz = 'Asia/Dubai'
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.claim_at('2026-03-02 10:00', first)
        self.assert_refused("limit of claims a day of the pool Pool", '2026-03-02 19:59', second)
        self.claim_at('2026-03-02 20:01', second)

    def test_a_claim_given_back_still_counts_for_hour_and_day(self):
        self.pool.daily_claim_cap = 1
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.claim_at('2026-03-02 10:00', first)
        first._release('returned')
        self.assert_refused("claims a day", '2026-03-02 11:00', second)

    def test_claims_from_another_pool_do_not_count(self):
        self.pool.write({'daily_claim_cap': 1, 'hourly_claim_cap': 1, 'unworked_claim_cap': 1})
        here = self.give_at('2026-03-02 10:00')
        self.Rule.search([('pool_id', '=', self.pool.id)]).active = False
        self.make_pool(name="There")
        there = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', there)
        self.claim_at('2026-03-02 10:00', here)

    def test_unworked_claims(self):
        self.pool.unworked_claim_cap = 1
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.claim_at('2026-03-02 10:00', first)
        self.assert_refused(
            "limit of leads not worked on of the pool Pool",
            '2026-03-03 10:00',
            second,
        )
        first.with_user(self.rep_a)._change_status(self.status('qualified'))
        self.claim_at('2026-03-03 10:01', second)

    def test_moving_the_stage_is_work(self):
        self.pool.unworked_claim_cap = 1
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.claim_at('2026-03-02 10:00', first)
        stage = self.env['crm.stage'].search([('is_won', '=', False)], order='id desc', limit=1)
        first.with_user(self.rep_a).stage_id = stage
        self.claim_at('2026-03-02 10:01', second)

    def test_claim_next_tells_of_limits_too(self):
        self.pool.unworked_claim_cap = 1
        self.give_at('2026-03-02 10:00', 2)
        self.pool.with_user(self.rep_a).action_claim_next()
        with self.assertRaisesRegex(UserError, "not worked on"):
            self.pool.with_user(self.rep_a).action_claim_next()

    def test_seniors_come_first(self):
        self.pool.write({'senior_user_ids': [Command.set(self.rep_b.ids)], 'senior_minutes': 15})
        first, second = self.give_at('2026-03-02 10:00', 2)
        self.assert_refused("for its seniors alone for 15 minutes", '2026-03-02 10:05', first)
        with self.at('2026-03-02 10:05'), self.assertRaisesRegex(UserError, "no lead for you"):
            self.pool.with_user(self.rep_a).action_claim_next()
        self.claim_at('2026-03-02 10:05', first, self.rep_b)
        self.assertEqual(second._pool_claimers(), {second: self.rep_b})
        with self.events() as events:
            self.run_pools('2026-03-02 10:15')
        self.assertEqual(events, [('opened', {second.id})])
        self.assertEqual(self.kinds(second), ['entered', 'seniors'])
        self.assertEqual(second._pool_claimers(), {second: self.rep_a + self.rep_b})
        self.claim_at('2026-03-02 10:15', second)

    def test_claimed_from_the_pool_of_another_company_is_refused(self):
        other = self.env['res.company'].create({'name': "Other"})
        lead = self.give_at('2026-03-02 10:00')
        lead.write({'team_id': False})
        lead.sudo()._write_distribution({'company_id': other.id})
        self.assert_refused("You cannot claim this lead", '2026-03-02 10:05', lead)
        with self.at('2026-03-02 10:05'), self.assertRaisesRegex(UserError, "no lead for you"):
            self.pool.with_user(self.rep_a).action_claim_next()
