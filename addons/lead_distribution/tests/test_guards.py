from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestGuards(LeadDistributionCase):
    """Nobody gets around distribution by writing its fields."""

    def test_distribution_fields_are_not_written_by_people(self):
        lead = self.give()
        pool = self.make_pool()
        for vals in (
            {'distribution_state': 'pool'},
            {'pool_id': pool.id},
            {'next_try_at': False},
            {'first_assigned_at': False},
            {'distribution_reason': {}},
            {'assignment_ids': [(5, 0, 0)]},
        ):
            for user in (self.rep_a, self.leader):
                with self.subTest(vals=vals, user=user.name), self.assertRaises(AccessError):
                    lead.with_user(user).write(vals)

    def test_distribution_fields_are_not_created_by_people(self):
        Leads = self.env['crm.lead'].with_user(self.leader)
        with self.assertRaises(AccessError):
            Leads.create({'name': "Trick", 'distribution_state': 'assigned'})
        with self.assertRaises(AccessError):
            Leads.with_context(default_distribution_state='assigned').create({'name': "Trick"})

    def test_restored_lead_does_not_go_back_to_who_has_left(self):
        lead = self.give()
        owner = lead.user_id
        lead.action_set_lost()
        owner.active = False
        lead.action_unarchive()
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')
        self.distribute()
        self.assertTrue(lead.user_id._sells())

    def test_nobody_takes_what_the_rules_have_to_give_out(self):
        self.rule.domain = "[('city', '=', 'Berlin')]"
        unmatched, pending = self.give(), self.make_leads(1)
        self.rule.domain = '[]'
        (self.rep_a + self.rep_b).lead_available = False
        waiting = self.give()
        states = {'unmatched': unmatched, 'waiting': waiting, 'pending': pending}
        pending = self.make_leads(1)
        states['pending'] = pending
        for state, lead in states.items():
            with self.subTest(state=state):
                if state != 'unmatched':
                    self.assertEqual(lead.distribution_state, state)
                with self.assertRaisesRegex(UserError, "given out by the distribution rules"):
                    lead.with_user(self.rep_a).user_id = self.rep_a
                lead.with_user(self.leader).user_id = self.rep_a
                self.assertEqual(lead.user_id, self.rep_a)

    def test_log_is_not_written_by_people(self):
        assignment = self.give().assignment_ids
        for user in (self.rep_a, self.leader):
            mine = assignment.with_user(user)
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    mine.release_reason = 'closed'
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.create({'lead_id': assignment.lead_id.id, 'user_id': user.id})

    def test_reps_do_not_configure(self):
        pool = self.make_pool()
        for record, vals in (
            (self.rule, {'name': "Mine"}),
            (self.member(self.rep_a), {'weight': 100}),
            (pool, {'daily_cap': 0}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.rep_a).write(vals)

    def test_marketers_do_not_configure(self):
        with self.assertRaises(AccessError):
            self.rule.with_user(self.marketer).name = "Mine"
        with self.assertRaises(AccessError):
            self.make_pool().with_user(self.marketer).name = "Mine"

    def test_pool_lead_is_not_taken_by_writing_the_owner(self):
        self.make_pool()
        lead = self.give()
        with self.assertRaisesRegex(UserError, "Claim it there"):
            lead.with_user(self.rep_a).user_id = self.rep_a
        lead.with_user(self.leader).user_id = self.rep_a
        self.assertEqual(lead.distribution_state, 'assigned')
        self.assertFalse(lead.pool_id)

    def test_pool_lead_is_not_taken_by_merging(self):
        mine = self.give()
        self.make_pool()
        lead = self.give()
        with self.assertRaisesRegex(UserError, "Claim it there"):
            (mine + lead).with_user(self.rep_a).merge_opportunity()

    def test_pool_lead_is_not_taken_by_converting(self):
        self.make_pool()
        lead = self.give()
        with self.assertRaisesRegex(UserError, "Claim it there"):
            lead.with_user(self.rep_a).convert_opportunity(False, user_ids=[self.rep_a.id])

    def test_flag_of_the_addon_does_not_help_from_outside(self):
        lead = self.give()
        lead.with_user(self.leader).with_context(lead_assigning=True).user_id = self.rep_c
        self.assertEqual(self.stints(lead)[0].user_id, self.rep_c)

    def test_rep_switches_only_his_own_availability(self):
        self.rep_a.with_user(self.rep_a).lead_available = False
        self.assertFalse(self.rep_a.lead_available)
        with self.assertRaises(AccessError):
            self.rep_b.with_user(self.rep_a).lead_available = False

    def test_reps_read_assignments_of_their_own_leads(self):
        mine, other = self.give(2).assignment_ids.sorted('id')
        Assignments = self.env['lead.assignment']
        seen = Assignments.with_user(self.rep_a).search([('id', 'in', (mine + other).ids)])
        self.assertEqual(seen, mine)
        self.assertTrue(mine.with_user(self.rep_a).explanation)
        seen = Assignments.with_user(self.leader).search([('id', 'in', (mine + other).ids)])
        self.assertEqual(len(seen), 2)

    def test_try_again_needs_the_right_to_write(self):
        lead = self.give()
        with self.assertRaises(AccessError):
            lead.with_user(self.rep_b).action_retry_distribution()
