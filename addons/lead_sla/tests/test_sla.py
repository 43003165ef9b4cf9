from datetime import datetime

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestClock(LeadSlaCase):
    """When an SLA starts, and what stops it."""

    def test_sla_starts_when_a_rep_gets_the_lead(self):
        sla = self.assign('2026-03-02 10:00')
        self.assertRecordValues(
            sla,
            [
                {
                    'state': 'running',
                    'user_id': self.rep_a.id,
                    'team_id': self.team.id,
                    'started_at': datetime(2026, 3, 2, 10),
                    'deadline': datetime(2026, 3, 2, 10, 30),
                    'next_event_at': datetime(2026, 3, 2, 10, 30),
                }
            ],
        )
        self.assertEqual(sla.assignment_id, sla.lead_id.assignment_ids)
        self.assertRecordValues(
            sla.lead_id,
            [{'sla_state': 'running', 'sla_deadline': datetime(2026, 3, 2, 10, 30)}],
        )

    def test_nothing_happens_without_a_policy(self):
        self.policy.active = False
        sla = self.assign('2026-03-02 10:00')
        self.assertFalse(sla)
        self.assertFalse(self.lead.sla_state)

    def test_unowned_lead_has_no_sla(self):
        self.assertFalse(self.make_leads(1).sla_ids)

    def test_lead_that_is_closed_starts_no_sla(self):
        lead = self.make_leads(1)
        lead.action_set_won()
        self.assertFalse(self.assign('2026-03-02 10:00', lead=lead))

    def test_a_assignment_has_one_sla_per_target(self):
        sla = self.assign('2026-03-02 10:00')
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'), self.cr.savepoint():
            sla.copy().flush_recordset()

    def test_next_owner_gets_a_sla_of_their_own(self):
        sla = self.assign('2026-03-02 10:00')
        lead = sla.lead_id
        fresh = self.assign('2026-03-02 11:00', self.rep_b, lead)
        self.assertRecordValues(
            sla | fresh,
            [
                {'user_id': self.rep_a.id, 'state': 'cancelled', 'next_event_at': False},
                {'user_id': self.rep_b.id, 'state': 'running', 'next_event_at': fresh.deadline},
            ],
        )
        self.assertEqual(lead.sla_deadline, fresh.deadline)

    def test_taking_a_lead_back_cancels_its_sla(self):
        sla = self.assign('2026-03-02 10:00')
        sla.lead_id._release('returned', "Ill")
        self.assertEqual(sla.state, 'cancelled')
        self.assertFalse(sla.lead_id.sla_state)
        self.assertFalse(sla.lead_id.sla_deadline)

    def test_giving_up_cancels_the_sla(self):
        for meaning in ('recycle', 'unreachable', 'trash'):
            with self.subTest(meaning):
                sla = self.assign('2026-03-02 10:00')
                sla.lead_id._change_status(self.status(meaning), self.reason(meaning))
                self.assertEqual(sla.state, 'cancelled')
                self.assertFalse(sla.next_event_at)

    def test_accepting_and_qualifying_is_no_answer(self):
        sla = self.assign('2026-03-02 10:00')
        sla.lead_id._change_status(self.status('accepted'))
        sla.lead_id._change_status(self.status('qualified'))
        self.assertEqual(sla.state, 'running')

    def test_winning_and_losing_cancels_the_sla(self):
        for action in ('action_set_won', 'action_set_lost'):
            with self.subTest(action):
                sla = self.assign('2026-03-02 10:00')
                sla.lead_id._change_status(self.status('qualified'))
                getattr(sla.lead_id, action)()
                self.assertEqual(sla.state, 'cancelled')

    def test_slas_of_a_batch_cost_no_query_each(self):
        """Reading calendars and writing SLAs does not grow with the leads."""
        counts = {}
        for count in (5, 50):
            leads = self.make_leads(count)
            assignments = self.env['lead.assignment'].create(
                [
                    {
                        'lead_id': lead.id,
                        'user_id': self.rep_a.id,
                        'origin': 'manual',
                        'assigned_at': datetime(2026, 3, 2, 10),
                    }
                    for lead in leads
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            slas = self.env['lead.sla']._start(assignments)
            self.env.flush_all()
            counts[count] = self.cr.sql_log_count - before
            self.assertEqual(len(slas), count)
        self.assertLessEqual(counts[50], counts[5] + 10, counts)
