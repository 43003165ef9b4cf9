from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestTouchMeeting(LeadSlaCase):
    """Meetings with the customer count once they are over and the salesperson was there."""

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id
        self.meetings_cron = self.env.ref('lead_sla.ir_cron_record_meetings')

    def meet(self, people=None, **values):
        people = self.rep_a if people is None else people
        with self.at('2026-03-02 10:00'):
            return self.env['calendar.event'].create(
                {
                    'name': "Meeting",
                    'start': datetime(2026, 3, 2, 10, 5),
                    'stop': datetime(2026, 3, 2, 10, 20),
                    'opportunity_id': self.owned.id,
                    'user_id': self.rep_a.id,
                    'partner_ids': [Command.set(people.partner_id.ids)],
                    **values,
                }
            )

    def look(self, moment='2026-03-02 10:20'):
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.meetings_cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.owned.touch_ids

    def test_held_meeting_counts_once(self):
        event = self.meet()
        self.assertFalse(self.look('2026-03-02 10:19'))
        self.assertRecordValues(
            self.look(),
            [
                {
                    'kind': 'meeting',
                    'calendar_event_id': event.id,
                    'user_id': self.rep_a.id,
                    'date': datetime(2026, 3, 2, 10, 5),
                    'outcome': 'reached',
                }
            ],
        )
        self.assertEqual(len(self.look('2026-03-02 12:00')), 1)
        self.assertEqual(self.sla.state, 'met')

    def test_cron_wakes_when_the_meeting_is_over(self):
        self.meet()
        moments = self.env['ir.cron.trigger'].search([('cron_id', '=', self.meetings_cron.id)])
        self.assertIn(datetime(2026, 3, 2, 10, 20), moments.mapped('call_at'))

    def test_meeting_of_a_document_counts_as_well(self):
        self.meet(
            opportunity_id=False,
            res_model_id=self.env['ir.model']._get_id('crm.lead'),
            res_id=self.owned.id,
        )
        self.assertEqual(len(self.look()), 1)

    def test_what_is_no_held_meeting(self):
        declined = self.meet(name="Declined")
        declined.attendee_ids.state = 'declined'
        self.meet(name="Cancelled").active = False
        self.meet(self.leader, name="Without the rep")
        self.meet(name="Long ago", start=datetime(2026, 1, 5, 9), stop=datetime(2026, 1, 5, 10))
        self.meet(name="No lead", opportunity_id=False)
        self.assertFalse(self.look())

    def test_meeting_belongs_to_whoever_had_the_lead_then(self):
        self.meet()
        self.assign('2026-03-02 10:30', self.rep_b, self.owned)
        self.assertEqual(self.look('2026-03-02 11:00').user_id, self.rep_a)

    def test_done_activity_of_the_meeting_is_the_same_touch(self):
        event = self.meet()
        activity = self.owned.activity_schedule(
            'mail.mail_activity_data_meeting',
            user_id=self.rep_a.id,
            calendar_event_id=event.id,
        )
        with self.at('2026-03-02 10:15'):
            activity.with_user(self.rep_a).action_feedback()
        self.assertEqual(len(self.look()), 1)
        other = self.meet()
        again = self.owned.activity_schedule(
            'mail.mail_activity_data_meeting', user_id=self.rep_a.id, calendar_event_id=other.id
        )
        self.look()
        with self.at('2026-03-02 10:40'):
            again.with_user(self.rep_a).action_feedback()
        self.assertEqual(len(self.owned.touch_ids), 2)

    def test_meeting_under_way_at_the_deadline_answers_in_time(self):
        event = self.meet(start=datetime(2026, 3, 2, 10, 20), stop=datetime(2026, 3, 2, 11))
        self.sweep('2026-03-02 10:30')
        self.assertRecordValues(
            self.sla, [{'state': 'met', 'met_at': datetime(2026, 3, 2, 10, 20)}]
        )
        self.assertEqual(self.owned.user_id, self.rep_a)
        self.assertEqual(self.look('2026-03-02 11:00').calendar_event_id, event)

    def test_what_is_no_meeting_under_way(self):
        late = {'start': datetime(2026, 3, 2, 10, 29), 'stop': datetime(2026, 3, 2, 11)}
        self.meet(**late, name="Declined").attendee_ids.state = 'declined'
        self.meet(**late, name="Cancelled").active = False
        self.meet(self.leader, **late, name="Without the rep")
        self.meet(**late, name="Another lead", opportunity_id=self.make_leads(1).id)
        self.meet(**late | {'start': datetime(2026, 3, 2, 10, 31)}, name="Too late")
        self.meet(name="All day", allday=True, start_date='2026-03-02', stop_date='2026-03-02')
        self.sweep('2026-03-02 10:30')
        self.assertEqual(self.sla.state, 'missed')
        self.assertFalse(self.owned.touch_ids)

    def test_meeting_that_began_after_the_deadline_is_late_but_stops_the_ladder(self):
        self.meet(start=datetime(2026, 3, 2, 10, 40), stop=datetime(2026, 3, 2, 11))
        # the server was down at the deadline
        self.sweep('2026-03-02 10:45')
        self.assertRecordValues(
            self.sla, [{'state': 'missed', 'met_at': datetime(2026, 3, 2, 10, 40)}]
        )
        self.assertEqual(self.owned.user_id, self.rep_a)
