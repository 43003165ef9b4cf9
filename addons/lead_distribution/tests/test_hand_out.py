from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestHandOut(LeadDistributionCase):
    """A leader gives leads out by hand, through the dialog."""

    def setUp(self):
        super().setUp()
        self.rule.active = False  # leads come without an owner
        self.leads = self.make_leads(6)
        self.rule.active = True

    def hand_out(self, leads=None, user=None, **vals):
        leads = leads or self.leads
        wizard = self.env['lead.assign.wizard'].with_user(user or self.leader)
        wizard = wizard.with_context(active_model='crm.lead', active_ids=leads.ids)
        return wizard.create(vals).action_assign()

    def test_one_rep_gets_them_all(self):
        self.hand_out(user_id=self.rep_c.id, note="Knows the trade")
        self.assertEqual(self.leads.user_id, self.rep_c)
        for stint in self.leads.assignment_ids:
            self.assertEqual(stint.origin, 'manual')
            self.assertEqual(stint.assigned_by_id, self.leader)
            self.assertIn("Leader gave the lead to Rep C", stint.explanation)
            self.assertIn("Knows the trade", stint.explanation)
        self.assertEqual(set(self.leads.mapped('lead_status_meaning')), {'passed'})

    def test_it_counts_in_the_turn_of_the_rules(self):
        self.hand_out(self.leads[:2], user_id=self.rep_a.id)
        self.assertEqual(self.owners(self.give(4)).count(self.rep_b), 3)

    def test_it_counts_nowhere_if_the_leader_says_so(self):
        self.hand_out(self.leads[:2], user_id=self.rep_a.id, in_turn=False)
        self.assertEqual(self.owners(self.give(4)).count(self.rep_b), 2)

    def test_a_hand_out_taken_back_gives_the_turn_back(self):
        before = self.member(self.rep_a).deficit
        self.hand_out(self.leads[:1], user_id=self.rep_a.id)
        self.assertGreater(self.member(self.rep_a).deficit, before)
        self.leads[:1].user_id = self.rep_c
        self.distribute()
        self.assertAlmostEqual(self.member(self.rep_a).deficit, before)

    def test_spread_in_turn(self):
        reps = self.rep_a + self.rep_b + self.rep_c
        self.hand_out(way='spread', user_ids=[Command.set(reps.ids)])
        owners = self.owners(self.leads)
        self.assertEqual([owners.count(rep) for rep in reps], [2, 2, 2])

    def test_spread_by_load(self):
        held = self.leads[:2]
        self.hand_out(held, user_id=self.rep_a.id)
        reps = self.rep_a + self.rep_b
        self.hand_out(
            self.leads - held,
            way='spread',
            method='load_balanced',
            user_ids=[Command.set(reps.ids)],
        )
        owners = self.owners(self.leads)
        self.assertEqual([owners.count(rep) for rep in reps], [3, 3])

    def test_spread_leaves_out_who_is_away_and_who_failed(self):
        self.rep_a.lead_available = False
        lead = self.leads[0]
        lead.user_id = self.rep_b
        lead._release('returned')
        reps = self.rep_a + self.rep_b
        action = self.hand_out(way='spread', user_ids=[Command.set(reps.ids)])
        self.assertFalse(lead.user_id)
        self.assertIn("Nobody could take: Lead 0", action['params']['message'])
        self.assertEqual((self.leads - lead).user_id, self.rep_b)

    def test_nobody_can_take_any(self):
        self.rep_a.lead_available = False
        with self.assertRaisesRegex(UserError, "None of them can take"):
            self.hand_out(way='spread', user_ids=[Command.set(self.rep_a.ids)])

    def test_nobody_chosen(self):
        with self.assertRaisesRegex(UserError, "Choose who"):
            self.hand_out()

    def test_somebody_who_does_not_sell(self):
        with self.assertRaisesRegex(UserError, "Marketer is no salesperson"):
            self.hand_out(user_id=self.marketer.id)

    def test_only_who_leads_hands_out(self):
        with self.assertRaises(AccessError):
            self.hand_out(user=self.marketer, user_id=self.rep_b.id)
        with self.assertRaisesRegex(AccessError, "leader of the team"):
            self.hand_out(user=self.rep_a, user_id=self.rep_b.id)
        self.assertFalse(self.leads.user_id)
        self.team.user_id = self.rep_a
        self.hand_out(user=self.rep_a, user_id=self.rep_b.id)
        self.assertEqual(self.leads.user_id, self.rep_b)

    def test_queries_do_not_grow_with_the_number_of_leads(self):
        counts = []
        for size in (5, 50):
            leads = self.make_leads(size)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.hand_out(leads, user_id=self.rep_c.id)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 10, counts)
