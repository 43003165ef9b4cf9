from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_pool_size import PoolSizeCase


@tagged('post_install', '-at_install')
class TestPoolOpen(PoolSizeCase):
    """A lead nobody claims opens to one team after the other, and who was let in stays in.

    members   rep_a      after 10 minutes   South: rep_b      after 20   East: rep_c
    """

    def setUp(self):
        super().setUp()
        self.east = self.make_team("East", self.rep_c)
        self.pool = self.make_pool(members=self.rep_a)
        self.first, self.second = self.make_steps(
            self.pool,
            (10, 'open', {'team_ids': [Command.set(self.south.ids)]}),
            (20, 'open', {'team_ids': [Command.set(self.east.ids)]}),
        )

    def claimers(self, lead):
        """Return who may claim a lead, asked in all the ways there are."""
        [users] = lead._pool_claimers().values()
        for rep in self.rep_a + self.rep_b + self.rep_c:
            mine = self.env['crm.lead'].with_user(rep).search([('is_claimable', '=', True)])
            self.assertEqual(lead.id in mine.ids, rep in users, rep.name)
            best = self.pool.sudo()._best_leads(rep)
            self.assertEqual(lead in best, rep in users, rep.name)
        return users

    def test_one_team_after_the_other(self):
        lead = self.give_at('2026-03-02 10:00')
        self.assertEqual(self.claimers(lead), self.rep_a)
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(self.claimers(lead), self.rep_a + self.rep_b)
        self.run_pools('2026-03-02 10:20')
        self.assertEqual(self.claimers(lead), self.rep_a + self.rep_b + self.rep_c)
        self.assertEqual(self.kinds(lead), ['entered', 'open', 'open'])

    def test_each_team_claims_once_it_is_let_in(self):
        leads = self.give_at('2026-03-02 10:00', 3)
        self.run_pools('2026-03-02 10:10')
        with self.at('2026-03-02 10:11'), self.assertRaisesRegex(UserError, "no lead for you"):
            self.pool.with_user(self.rep_c).action_claim_next()
        with self.assertRaises(UserError):
            self.claim_at('2026-03-02 10:11', leads[0], self.rep_c)
        self.claim_at('2026-03-02 10:11', leads[0], self.rep_b)
        self.run_pools('2026-03-02 10:20')
        self.claim_at('2026-03-02 10:21', leads[1], self.rep_c)
        with self.at('2026-03-02 10:21'):
            self.pool.with_user(self.rep_b).action_claim_next()
        self.assertEqual(self.owners(leads), [self.rep_b, self.rep_c, self.rep_b])
        self.assertFalse(leads.pool_open_step_id)

    def test_those_it_was_never_opened_to_do_not_learn_who_was_faster(self):
        lead = self.give_at('2026-03-02 10:00')
        self.run_pools('2026-03-02 10:10')
        self.claim_at('2026-03-02 10:11', lead)
        with self.assertRaisesRegex(UserError, "Rep A was faster"):
            self.claim_at('2026-03-02 10:12', lead, self.rep_b)
        with self.assertRaisesRegex(AccessError, "not offered to you"):
            self.claim_at('2026-03-02 10:12', lead, self.rep_c)

    def test_each_team_is_told_when_its_turn_comes(self):
        self.pool.method = 'shark_tank'
        self.give_at('2026-03-02 10:00')
        told = {rep: self.pool._pending_alert(rep) for rep in self.rep_a + self.rep_b + self.rep_c}
        self.assertEqual([rep for rep in told if told[rep]], [self.rep_a])
        self.run_pools('2026-03-02 10:10')
        self.assertTrue(self.pool._pending_alert(self.rep_b))
        self.assertFalse(self.pool._pending_alert(self.rep_c))

    def test_the_pool_says_what_comes(self):
        self.assertIn(
            "after 10 minutes opened to South; after 20 minutes opened to East",
            self.pool.explanation,
        )
        lead = self.give_at('2026-03-02 10:00')
        self.assertEqual(lead.pool_next_step, "Opens to South")
        self.run_pools('2026-03-02 10:10')
        self.assertEqual(lead.pool_next_step, "Opens to East")

    def test_a_step_that_is_removed_takes_back_what_it_opened(self):
        lead = self.give_at('2026-03-02 10:00')
        self.run_pools('2026-03-02 10:20')
        self.second.unlink()
        self.assertEqual(self.claimers(lead), self.rep_a + self.rep_b)
        self.first.write({'action': 'announce', 'team_ids': [Command.clear()]})
        self.assertEqual(self.claimers(lead), self.rep_a)
        self.assertFalse(lead.pool_opened)

    def test_steps_that_change_places_shut_nobody_out(self):
        lead = self.give_at('2026-03-02 10:00')
        self.run_pools('2026-03-02 10:10')
        with self.at('2026-03-02 10:11'):
            self.second.write({'sequence': -1, 'after_minutes': 5})
        self.run_pools('2026-03-02 10:11')
        self.assertEqual(self.kinds(lead), ['entered', 'open', 'open'])
        self.assertEqual(self.claimers(lead), self.rep_a + self.rep_b + self.rep_c)

    def test_claim_next_reads_no_leads_of_earlier_teams(self):
        self.fill(3000, step=self.first)
        self.assertLess(self.rows_read(lambda: self.pool._best_leads(self.rep_b)), 100)
        self.assertLess(self.rows_read(lambda: self.pool._best_leads(self.rep_c)), 10)
