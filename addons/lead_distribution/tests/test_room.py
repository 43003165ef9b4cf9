from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestRoom(LeadDistributionCase):
    """Rep A holds one lead, may hold no more, and another waits for him."""

    def setUp(self):
        super().setUp()
        self.member(self.rep_b).unlink()
        self.member(self.rep_a).open_cap = 1
        self.held, self.waiting = self.give(2)
        self.assertEqual(self.waiting.distribution_state, 'waiting')

    def assert_woken(self):
        self.distribute()
        self.assertEqual(self.waiting.user_id, self.rep_a)

    def test_won(self):
        self.held.with_user(self.rep_a).action_set_won()
        self.assert_woken()

    def test_won_by_its_stage(self):
        won = self.env['crm.stage'].search([('is_won', '=', True)], limit=1)
        self.held.with_user(self.rep_a).stage_id = won
        self.assert_woken()

    def test_lost(self):
        self.held.with_user(self.rep_a).action_set_lost()
        self.assert_woken()

    def test_recycled(self):
        self.held.with_user(self.leader)._change_status(
            self.status('recycle'), self.reason('recycle')
        )
        self.assert_woken()

    def test_given_to_somebody_else(self):
        self.held.with_user(self.leader).user_id = self.rep_c
        self.assert_woken()

    def test_deleted(self):
        self.held.with_user(self.leader).unlink()
        self.assert_woken()

    def test_moved_on_by_the_machine(self):
        self.make_rule("More", self.rep_c)
        self.rule.write({'sequence': 1, 'fallback': 'next_rule'})
        self.held._reassign('lapsed')
        self.assertEqual(self.held.user_id, self.rep_c)
        self.assert_woken()

    def test_many_at_once(self):
        self.member(self.rep_a).open_cap = 3
        leads = self.give(5)
        before = self.env.cr.sql_log_count
        (self.held + leads).filtered('user_id').action_archive()
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 75)
        self.distribute()
        self.assertEqual(sum(lead.user_id == self.rep_a and lead.active for lead in leads), 2)

    def test_room_of_another_rep_wakes_nobody(self):
        self.make_leads(1, user_id=self.rep_c.id).action_set_won()
        self.assertEqual(self.waiting.distribution_state, 'waiting')

    def test_lead_that_waits_for_something_else_is_left_alone(self):
        self.rep_a.lead_available = False
        self.waiting.with_user(self.leader).action_retry_distribution()
        self.distribute()
        self.held.with_user(self.rep_a).action_set_won()
        self.assertEqual(self.waiting.distribution_state, 'waiting')

    def test_waiting_lead_is_tried_at_midnight_of_the_rep(self):
        self.member(self.rep_a).write({'open_cap': 0, 'daily_cap': 1})
        self.rule.retry_minutes = 2000
        self.rep_a.tz = 'Asia/Dubai'
        with patch.object(self.env.cr, 'now', lambda: datetime(2026, 3, 4, 12, 0)):
            self.held.assignment_ids.assigned_at = self.env.cr.now()
            self.waiting._carry_out(self.waiting._decide().decisions)
        self.assertEqual(self.waiting.next_try_at, datetime(2026, 3, 4, 20, 0))

    def test_without_a_limit_of_the_day_it_waits_as_long_as_the_rule_says(self):
        self.rule.retry_minutes = 2000
        self.waiting._carry_out(self.waiting._decide().decisions)
        expected = self.env.cr.now().replace(microsecond=0) + timedelta(minutes=2000)
        self.assertEqual(self.waiting.next_try_at, expected)
