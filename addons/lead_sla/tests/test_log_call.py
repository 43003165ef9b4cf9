from datetime import date, datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import LeadSlaCase

NOW = '2026-03-02 10:10'


@tagged('post_install', '-at_install')
class TestLogCall(LeadSlaCase):
    """A call is logged with its outcome, and the next one is planned."""

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id
        self.rep = self.env(user=self.rep_a)

    def dialog(self):
        return Form.from_action(self.rep, self.owned.with_user(self.rep_a).action_log_call())

    def log(self, outcome, **values):
        with self.at(NOW):
            form = self.dialog()
            form.outcome = outcome
            for name, value in values.items():
                form[name] = value
            form.save().action_log()
        return self.owned.touch_ids[:1]

    def planned(self):
        return self.owned.activity_ids.filtered(lambda activity: "Call again" in activity.summary)

    def test_each_outcome_is_kept_and_proposes_what_comes_next(self):
        tomorrow, today = date(2026, 3, 3), date(2026, 3, 2)
        proposals = {
            'reached': False,
            'no_answer': tomorrow,
            'busy': today,
            'voicemail': tomorrow,
            'call_back': tomorrow,
            'wrong_number': False,
        }
        outcomes = dict(self.env['lead.touch']._fields['outcome'].selection)
        self.assertEqual(set(proposals), set(outcomes))
        for outcome, day in proposals.items():
            with self.subTest(outcome), self.at(NOW):
                form = self.dialog()
                form.outcome = outcome
                self.assertEqual(form.is_next_planned, bool(day))
                if day:
                    self.assertEqual(form.next_date, day)
                form.save().action_log()
                self.assertIn(outcome, self.owned.touch_ids.mapped('outcome'))
                self.assertEqual(self.planned().mapped('date_deadline'), [day] if day else [])
                self.planned().unlink()

    def test_call_from_before_the_lead_answers_nothing(self):
        for moment in (datetime(2020, 3, 2, 9), self.owned.create_date - timedelta(minutes=1)):
            with self.assertRaises(ValidationError) as caught:
                self.log('reached', date=moment)
            self.assertIn("before the lead was created", str(caught.exception))
            self.assertFalse(self.owned.touch_ids)
            self.assertFalse(self.owned.first_touch_at)

    def test_next_try_is_on_a_working_day(self):
        sla = self.assign('2026-03-06 10:00')
        self.owned = sla.lead_id
        with self.at('2026-03-06 10:10'):
            form = self.dialog()
            form.outcome = 'no_answer'
            self.assertEqual(form.next_date, date(2026, 3, 9))

    def test_nothing_is_planned_that_is_not_wanted(self):
        self.log('no_answer', is_next_planned=False)
        self.assertFalse(self.planned())

    def test_call_of_earlier_answers_by_its_date(self):
        with self.at('2026-03-02 11:00'):
            form = self.dialog()
            form.outcome = 'reached'
            form.date = datetime(2026, 3, 2, 10, 20)
            form.save().action_log()
        self.assertRecordValues(
            self.sla, [{'state': 'met', 'met_at': datetime(2026, 3, 2, 10, 20)}]
        )
        self.assertEqual(self.owned.first_touch_at, datetime(2026, 3, 2, 10, 20))

    def test_call_in_time_that_is_logged_after_the_miss_was_in_time(self):
        self.step.unlink()
        self.sweep('2026-03-02 10:30')
        self.assertEqual(self.sla.state, 'missed')
        self.call(self.owned, '2026-03-02 10:40', date=datetime(2026, 3, 2, 10, 20))
        self.assertEqual(self.sla.state, 'met')

    def test_call_in_the_future_is_refused(self):
        with self.at(NOW), self.assertRaisesRegex(ValidationError, "lies in the future"):
            self.rep['lead.touch.wizard'].create(
                {
                    'lead_id': self.owned.id,
                    'outcome': 'reached',
                    'date': datetime(2026, 3, 2, 10, 11),
                }
            )

    def test_next_call_needs_a_date(self):
        with self.at(NOW), self.assertRaisesRegex(ValidationError, "Call Again On"):
            self.rep['lead.touch.wizard'].create(
                {
                    'lead_id': self.owned.id,
                    'outcome': 'no_answer',
                    'is_next_planned': True,
                    'next_date': False,
                }
            )

    def test_planned_call_is_done_by_the_call_and_counts_once(self):
        self.call(self.owned, '2026-03-02 10:05')
        with self.at('2026-03-02 10:06'):
            planned, later = (
                self.owned.activity_schedule(
                    'mail.mail_activity_data_call', user_id=self.rep_a.id, date_deadline=day
                )
                for day in (date(2026, 3, 2), date(2026, 3, 5))
            )
        self.log('reached', note="Wants an offer")
        self.assertFalse(planned.active)
        self.assertTrue(later.active)
        self.assertEqual(len(self.owned.touch_ids), 2)
        self.assertIn("Wants an offer", self.owned.message_ids[0].body)

    def test_note_is_for_colleagues_only(self):
        self.log('voicemail', note="Asked to call back")
        self.assertTrue(self.owned.message_ids[0].subtype_id.internal)
