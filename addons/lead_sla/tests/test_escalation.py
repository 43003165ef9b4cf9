from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestEscalation(LeadSlaCase):
    """What happens by itself when a lead is not answered."""

    def test_missed_lead_moves_to_the_next_rep_with_a_fresh_sla(self):
        sla = self.assign('2026-03-02 10:00')
        lead = sla.lead_id
        self.sweep('2026-03-02 10:30')
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertEqual(sla.assignment_id.release_reason, 'lapsed')
        fresh = lead.sla_ids - sla
        self.assertRecordValues(
            sla | fresh,
            [
                {'user_id': self.rep_a.id, 'state': 'missed', 'deadline': sla.deadline},
                {
                    'user_id': self.rep_b.id,
                    'state': 'running',
                    'deadline': datetime(2026, 3, 2, 11, 0),
                },
            ],
        )
        self.assertEqual(sla.log_ids.outcome, 'moved')
        self.assertEqual(lead.activity_ids.user_id, self.rep_b)
        self.assertEqual(lead.sla_state, 'running')

    def test_lead_moves_no_more_often_than_allowed(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        self.make_rep_eligible()
        self.sweep('2026-03-02 10:30')
        owner = lead.user_id
        self.assertNotEqual(owner, self.rep_a)
        self.sweep('2026-03-02 11:00')
        self.assertEqual(lead.user_id, owner)
        self.assertEqual(lead.sla_ids[0].log_ids.outcome, 'limit')
        self.assertIn("as often as allowed", lead.message_ids[0].body)

    def make_rep_eligible(self):
        """Have a third salesperson who could take the lead."""
        self.rule.member_ids = [Command.create({'user_id': self.rep_c.id})]

    def test_lead_moves_as_often_as_allowed(self):
        self.make_rep_eligible()
        self.policy.max_hops = 2
        lead = self.assign('2026-03-02 10:00').lead_id
        self.sweep('2026-03-02 10:30')
        self.sweep('2026-03-02 11:00')
        self.assertEqual(len(lead.sla_ids.user_id), 3)
        self.assertEqual(lead.sla_ids.mapped('state'), ['running', 'missed', 'missed'])

    def test_nobody_else_leaves_the_lead_with_its_owner(self):
        self.rule.member_ids.filtered(lambda member: member.user_id == self.rep_b).unlink()
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 10:30')
        self.assertEqual(sla.lead_id.user_id, self.rep_a)
        self.assertRecordValues(sla, [{'state': 'missed', 'next_event_at': False}])
        self.assertEqual(sla.log_ids.outcome, 'kept')
        self.assertIn("nobody else", sla.lead_id.message_ids[0].body)

    def test_step_runs_once_only(self):
        self.rule.member_ids.filtered(lambda member: member.user_id == self.rep_b).unlink()
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 10:30')
        notes = len(sla.lead_id.message_ids)
        sla.next_event_at = datetime(2026, 3, 2, 10, 31)
        self.sweep('2026-03-02 10:40')
        self.assertEqual(len(sla.log_ids), 1)
        self.assertFalse(sla.error)
        self.assertEqual(len(sla.lead_id.message_ids), notes)

    def test_database_refuses_a_second_run(self):
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 10:30')
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.env['lead.sla.escalation.log'].create(
                {'sla_id': sla.id, 'escalation_id': self.step.id}
            )

    def test_answered_lead_stays(self):
        sla = self.assign('2026-03-02 10:00')
        self.call(sla.lead_id, '2026-03-02 10:40')
        self.sweep('2026-03-02 10:50')
        self.assertEqual(sla.lead_id.user_id, self.rep_a)
        self.assertFalse(sla.log_ids)

    def test_lead_taken_by_hand_in_the_meantime_stays(self):
        sla = self.assign('2026-03-02 10:00')
        self.assign('2026-03-02 10:20', self.leader, sla.lead_id)
        self.sweep('2026-03-02 10:30')
        self.assertEqual(sla.lead_id.user_id, self.leader)
        self.assertEqual(sla.state, 'cancelled')

    def test_step_after_the_deadline_waits_for_working_time(self):
        self.step.minutes = 60
        sla = self.assign('2026-03-06 16:20')
        self.sweep('2026-03-06 16:50')
        self.assertEqual(sla.state, 'missed')
        self.assertEqual(sla.next_event_at, datetime(2026, 3, 9, 9, 50))
        self.sweep('2026-03-06 20:00')
        self.assertEqual(sla.lead_id.user_id, self.rep_a)
        self.sweep('2026-03-09 09:50')
        self.assertEqual(sla.lead_id.user_id, self.rep_b)

    def test_leader_is_told_before_the_deadline(self):
        self.step.write({'action': 'activity_leader', 'minutes': -10})
        sla = self.assign('2026-03-02 10:00')
        self.assertEqual(sla.next_event_at, datetime(2026, 3, 2, 10, 20))
        self.sweep('2026-03-02 10:20')
        self.assertIn(self.leader, sla.lead_id.activity_ids.user_id)
        self.assertRecordValues(
            sla, [{'state': 'running', 'next_event_at': datetime(2026, 3, 2, 10, 30)}]
        )
        self.sweep('2026-03-02 10:30')
        self.assertEqual(sla.state, 'missed')
        self.assertEqual(sla.log_ids.outcome, 'told')

    def test_step_before_the_start_of_the_time_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "earlier than"):
            self.step.write({'action': 'activity_leader', 'minutes': -90})

    def test_lead_cannot_be_taken_away_before_its_deadline(self):
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.cr.savepoint():
            self.step.minutes = -10
            self.step.flush_recordset()

    def test_step_that_has_run_is_kept(self):
        self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 10:30')
        with self.assertRaisesRegex(UserError, "has run"):
            self.step.unlink()
