from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolSteps(PoolCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool(members=self.rep_a)
        self.to_south = {'team_ids': [Command.set(self.south.ids)]}

    def test_each_step_at_its_time_and_once(self):
        self.make_steps(
            self.pool,
            (10, 'announce', {}),
            (20, 'open', self.to_south),
            (30, 'rule', {'rule_id': self.rule.id}),
        )
        lead = self.give_at('2026-03-02 10:00')
        self.assertEqual(str(lead.pool_next_at), '2026-03-02 10:10:00')
        with self.events() as events:
            self.run_pools('2026-03-02 10:09')
            self.run_pools('2026-03-02 10:10')
            self.run_pools('2026-03-02 10:11')
            self.assertEqual(lead._pool_claimers(), {lead: self.rep_a})
            self.run_pools('2026-03-02 10:21')
            self.assertEqual(lead._pool_claimers(), {lead: self.rep_a + self.rep_b})
            self.assertFalse(lead.user_id)
            self.run_pools('2026-03-02 10:30')
        self.assertEqual(events, [('again', {lead.id}), ('opened', {lead.id}), ('left', {lead.id})])
        self.assertIn(lead.user_id, self.rep_a + self.rep_b)
        self.assertEqual(lead.assignment_ids.origin, 'escalation')
        self.assertEqual(self.kinds(lead), ['entered', 'announce', 'open', 'rule'])
        self.assertFalse(lead.pool_next_at or lead.pooled_at or lead.pool_opened)

    def test_what_the_server_missed_is_done_in_order(self):
        self.make_steps(
            self.pool,
            (10, 'announce', {}),
            (20, 'open', self.to_south),
            (30, 'person', {'user_id': self.rep_c.id}),
        )
        lead = self.give_at('2026-03-02 10:00')
        self.run_pools('2026-03-02 18:00')
        self.assertEqual(self.kinds(lead), ['entered', 'announce', 'open', 'person'])
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertIn("Nobody claimed the lead", lead.assignment_ids.explanation)

    def test_a_rule_that_finds_nobody_leaves_the_lead_for_the_next_step(self):
        self.make_steps(
            self.pool,
            (10, 'rule', {'rule_id': self.rule.id}),
            (20, 'person', {'user_id': self.rep_c.id}),
        )
        (self.rep_a + self.rep_b).lead_available = False
        lead = self.give_at('2026-03-02 10:00')
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(lead.pool_id, self.pool)
        self.assertEqual(self.kinds(lead), ['entered', 'nobody'])
        self.run_pools('2026-03-02 10:20')
        self.assertEqual(lead.user_id, self.rep_c)

    def test_a_step_never_exceeds_the_limits_of_its_rule(self):
        self.make_steps(self.pool, (10, 'rule', {'rule_id': self.rule.id}))
        self.rule.member_ids.daily_cap = 1
        leads = self.give_at('2026-03-02 10:00', 5)
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(len(leads.filtered('user_id')), 2)
        self.assertEqual(leads.mapped('pool_id'), self.pool)

    def test_a_person_who_is_gone_gets_nothing(self):
        self.make_steps(self.pool, (10, 'person', {'user_id': self.rep_c.id}))
        lead = self.give_at('2026-03-02 10:00')
        self.rep_c.active = False
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(lead.pool_id, self.pool)
        self.assertEqual(self.kinds(lead), ['entered', 'nobody'])

    def test_claimed_in_time_nothing_happens(self):
        self.make_steps(self.pool, (10, 'person', {'user_id': self.rep_c.id}))
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:05', lead)
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(lead.user_id, self.rep_a)
        self.assertEqual(self.kinds(lead), ['entered'])

    def test_a_new_stay_takes_the_steps_anew(self):
        self.make_steps(self.pool, (10, 'announce', {}))
        lead = self.give_at('2026-03-02 10:00')
        self.run_pools('2026-03-02 10:10')
        self.claim_at('2026-03-02 10:11', lead)
        with self.at('2026-03-02 11:00'):
            lead._release('team_changed')
            lead._enqueue_distribution()
            self.distribute()
        self.run_pools('2026-03-02 11:10')
        self.assertEqual(self.kinds(lead), ['entered', 'announce', 'entered', 'announce'])

    def test_changed_steps_hold_for_leads_that_lie_there(self):
        lead = self.give_at('2026-03-02 10:00')
        self.assertFalse(lead.pool_next_at)
        with self.at('2026-03-02 10:01'):
            self.make_steps(self.pool, (10, 'announce', {}))
        self.run_pools('2026-03-02 10:02')
        self.assertEqual(self.kinds(lead), ['entered'])
        self.assertEqual(str(lead.pool_next_at), '2026-03-02 10:10:00')
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(self.kinds(lead), ['entered', 'announce'])

    def test_the_cron_is_woken_for_the_first_step(self):
        self.make_steps(self.pool, (10, 'announce', {}), (20, 'open', self.to_south))
        self.give_at('2026-03-02 10:00')
        cron = self.env.ref('lead_distribution.ir_cron_pool_steps')
        self.assertIn('2026-03-02 10:10:00', map(str, self.triggers(cron)))
        self.run_pools('2026-03-02 10:10')
        self.assertIn('2026-03-02 10:20:00', map(str, self.triggers(cron)))

    def test_one_lead_that_raises_does_not_stop_the_others(self):
        self.make_steps(self.pool, (10, 'person', {'user_id': self.rep_c.id}))
        good, bad = self.give_at('2026-03-02 10:00', 2)
        self.env.cr.execute(
            "ALTER TABLE crm_lead ADD CONSTRAINT no_owner CHECK (id != %s OR user_id IS NULL)",
            [bad.id],
        )
        with mute_logger('odoo.sql_db', 'odoo.addons.lead_distribution.models.pool.lead_pool_step'):
            self.run_pools('2026-03-02 10:10')
        self.assertEqual(good.user_id, self.rep_c)
        self.assertRecordValues(bad, [{'distribution_state': 'error', 'pool_id': False}])

    def test_queries_do_not_grow_with_the_leads(self):
        def count(number):
            self.give_at('2026-03-02 10:00', number)
            before = self.env.cr.sql_log_count
            self.run_pools('2026-03-02 10:30')
            return self.env.cr.sql_log_count - before

        self.make_steps(
            self.pool,
            (10, 'announce', {}),
            (20, 'open', self.to_south),
            (30, 'rule', {'rule_id': self.rule.id}),
        )
        count(2)
        few, many = count(5), count(50)
        self.assertLess(many - few, 15, f"{few} queries for 5 leads, {many} for 50")
