from datetime import datetime

from odoo.tests import Form, tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestTouch(LeadSlaCase):
    """What counts as contact, and what it does to the SLA."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_type = cls.env.ref('mail.mail_activity_data_call')

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id

    def test_touch_in_time_meets_the_sla(self):
        touch = self.call(self.owned, '2026-03-02 10:20')
        self.assertRecordValues(
            self.sla,
            [
                {
                    'state': 'met',
                    'met_at': datetime(2026, 3, 2, 10, 20),
                    'touch_id': touch.id,
                    'response_minutes': 20,
                    'response_working_minutes': 20,
                    'next_event_at': False,
                }
            ],
        )
        self.assertRecordValues(self.owned, [{'sla_state': 'met', 'sla_deadline': False}])

    def test_touch_at_the_last_moment_is_in_time(self):
        self.call(self.owned, '2026-03-02 10:30')
        self.assertEqual(self.sla.state, 'met')

    def test_touch_too_late_is_a_miss_even_before_the_sweep(self):
        self.call(self.owned, '2026-03-02 10:31')
        self.assertEqual(self.sla.state, 'missed')
        self.assertEqual(self.sla.response_minutes, 31)

    def test_tracking_goes_on_after_a_miss(self):
        self.step.unlink()
        self.sweep('2026-03-02 10:30')
        self.assertRecordValues(self.sla, [{'state': 'missed', 'met_at': False}])
        self.assertTrue(self.owned.sla_deadline)
        self.call(self.owned, '2026-03-03 10:00')
        self.assertRecordValues(
            self.sla,
            [
                {
                    'state': 'missed',
                    'response_minutes': 24 * 60,
                    'response_working_minutes': 8 * 60,
                }
            ],
        )
        self.assertRecordValues(self.owned, [{'sla_state': 'missed', 'sla_deadline': False}])

    def test_unanswered_slas_do_not_lower_the_average(self):
        self.assign('2026-03-02 10:00')
        self.call(self.owned, '2026-03-02 10:20')
        [[average]] = self.env['lead.sla']._read_group(
            [('user_id', '=', self.rep_a.id)], [], ['response_minutes:avg']
        )
        self.assertEqual(average, 20)

    def test_a_second_touch_changes_nothing(self):
        self.call(self.owned, '2026-03-02 10:10')
        self.call(self.owned, '2026-03-02 10:20')
        self.assertEqual(self.sla.response_minutes, 10)
        self.assertEqual(self.owned.first_touch_at, datetime(2026, 3, 2, 10, 10))
        self.assertEqual(self.owned.touch_count, 2)

    def test_delay_of_the_system_is_not_the_delay_of_the_rep(self):
        with self.at('2026-03-02 09:00'):
            lead = self.make_leads(1)
        sla = self.assign('2026-03-02 09:40', lead=lead)
        self.call(lead, '2026-03-02 09:50')
        self.assertEqual(sla.assignment_id.latency_minutes, 40)
        self.assertEqual(sla.response_minutes, 10)

    def test_touch_of_the_owner_before_does_not_answer_for_the_next(self):
        self.call(self.owned, '2026-03-02 10:10')
        fresh = self.assign('2026-03-02 11:00', self.rep_b, self.owned)
        self.assertEqual(fresh.state, 'running')

    def test_touch_of_the_next_owner_does_not_answer_for_the_one_before(self):
        self.sweep('2026-03-02 10:30')
        self.assign('2026-03-02 11:00', self.rep_b, self.owned)
        self.call(self.owned, '2026-03-02 11:10', self.rep_b)
        self.assertRecordValues(self.sla, [{'state': 'missed', 'met_at': False}])

    def do_activity(self, activity_type, user=None):
        activity = self.owned.activity_schedule(
            activity_type_id=activity_type.id, user_id=self.rep_a.id
        )
        with self.at('2026-03-02 10:10'):
            activity.with_user(user or self.rep_a).action_feedback("Spoke to them")
        return activity

    def test_done_call_is_a_touch(self):
        activity = self.do_activity(self.call_type)
        self.assertRecordValues(
            self.owned.touch_ids,
            [{'kind': 'call', 'user_id': self.rep_a.id, 'activity_id': activity.id}],
        )
        self.assertEqual(self.sla.state, 'met')

    def test_done_first_response_is_a_touch(self):
        with self.at('2026-03-02 10:10'):
            self.sla.activity_id.with_user(self.rep_a).action_feedback()
        self.assertEqual(self.sla.state, 'met')

    def test_done_todo_is_no_touch(self):
        self.do_activity(self.env.ref('mail.mail_activity_data_todo'))
        self.assertFalse(self.owned.touch_ids)
        self.assertEqual(self.sla.state, 'running')

    def test_call_closed_by_the_system_is_no_touch(self):
        self.do_activity(self.call_type, self.env.ref('base.user_root'))
        self.assertFalse(self.owned.touch_ids)

    def test_deleted_call_is_no_touch(self):
        activity = self.owned.activity_schedule(activity_type_id=self.call_type.id)
        activity.unlink()
        self.assertFalse(self.owned.touch_ids)

    def test_rep_logs_a_call(self):
        action = self.owned.with_user(self.rep_a).action_log_call()
        with self.at('2026-03-02 10:10'):
            form = Form.from_action(self.env(user=self.rep_a), action)
            form.outcome = 'no_answer'
            form.note = "Try again after lunch"
            form.save().action_log()
        self.assertRecordValues(
            self.owned.touch_ids,
            [{'kind': 'call', 'outcome': 'no_answer', 'user_id': self.rep_a.id}],
        )
        self.assertEqual(self.sla.state, 'met')
        self.assertIn("Try again after lunch", self.owned.message_ids[0].body)
        self.assertTrue(self.owned.message_ids[0].subtype_id.internal)
