from datetime import timedelta
from unittest.mock import patch

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestLog(LeadDistributionCase):
    def test_assignment_says_why_him_and_why_not_the_others(self):
        self.rep_a.lead_available = False
        assignment = self.give().assignment_ids
        self.assertEqual(assignment.user_id, self.rep_b)
        self.assertEqual(assignment.origin, 'rule')
        self.assertEqual(assignment.explanation, "Rep B was next in turn in the rule Everything.")
        self.assertIn("Rep A is not available", assignment.exclusion_text)

    def test_latency_counts_from_capture(self):
        lead = self.make_leads(1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(minutes=42), lead.id],
        )
        self.env.invalidate_all()
        self.distribute()
        self.assertAlmostEqual(lead.assignment_ids.latency_minutes, 42, delta=0.5)

    def test_manual_change_is_logged_and_ends_the_stint(self):
        lead = self.give()
        lead.with_user(self.leader).user_id = self.rep_c
        current, before = self.stints(lead)
        self.assertRecordValues(
            current + before,
            [
                {'user_id': self.rep_c.id, 'origin': 'manual', 'release_reason': False},
                {'user_id': self.rep_a.id, 'origin': 'rule', 'release_reason': 'reassigned'},
            ],
        )
        self.assertEqual(current.explanation, "Leader gave the lead to Rep C.")

    def test_owner_written_again_is_no_new_stint(self):
        lead = self.give()
        lead.with_user(self.leader).user_id = lead.user_id
        self.assertEqual(len(lead.assignment_ids), 1)

    def test_lead_created_with_an_owner_is_logged(self):
        lead = self.make_leads(1, user_id=self.rep_c.id)
        self.assertEqual(lead.assignment_ids.user_id, self.rep_c)
        self.assertEqual(lead.assignment_ids.origin, 'manual')

    def test_lost_lead_ends_the_stint_and_a_restored_one_begins_anew(self):
        lead = self.give()
        lead.with_user(self.leader).action_set_lost()
        self.assertEqual(lead.assignment_ids.release_reason, 'closed')
        lead.with_user(self.leader).action_restore()
        self.assertEqual(self.stints(lead)[0].user_id, self.rep_a)
        self.assertFalse(self.stints(lead)[0].released_at)

    def test_first_assignment_date_is_written_once(self):
        lead = self.give()
        first = lead.first_assigned_at
        with patch.object(type(self.env.cr), 'now', lambda cr: first + timedelta(days=1)):
            lead.with_user(self.leader).user_id = self.rep_c
        self.assertEqual(lead.first_assigned_at, first)

    def test_merge_keeps_every_assignment(self):
        head, tail = self.give(2)
        count = len((head + tail).assignment_ids)
        merged = (head + tail).with_user(self.env.ref('base.user_admin')).merge_opportunity()
        self.assertEqual(len(merged.assignment_ids.filtered(lambda a: a.origin == 'rule')), count)
        self.assertEqual(len(merged.assignment_ids.filtered(lambda a: not a.released_at)), 1)
        self.assertTrue(merged.first_assigned_at)

    def test_logging_by_hand_costs_no_query_per_lead(self):
        def queries(count):
            leads = self.make_leads(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # a member of the team: for others Odoo itself looks up a team lead by lead
            leads.with_user(self.leader).write({'user_id': self.rep_b.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(5)
        few, many = queries(5), queries(50)
        self.assertLessEqual(many, few + 5)

    def test_archived_rep_gives_untouched_leads_back(self):
        untouched, accepted = self.give(2)
        (untouched + accepted).with_user(self.leader).user_id = False
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        self.distribute()
        accepted._change_status(self.status('accepted'))
        self.rep_a.active = False
        self.assertFalse(untouched.user_id)
        self.assertEqual(untouched.distribution_state, 'pending')
        self.assertEqual(self.stints(untouched)[0].release_reason, 'archived')
        self.assertEqual(accepted.user_id, self.rep_a)
