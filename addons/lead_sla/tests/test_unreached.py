from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestUnreached(LeadSlaCase):
    """A lead that was tried as often as agreed, without reaching anybody, is given up.

    Two calls within three working days; the time is over on Thursday 10:00.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        unreachable = cls.env['lead.status']._by_meaning('unreachable')
        cls.policy = cls.env['lead.sla.policy'].create(
            {
                'name': "Try twice",
                'sequence': 1,
                'target_ids': [
                    Command.create({'kind': 'touches', 'min_calls': 2, 'amount': 3, 'unit': 'day'})
                ],
                'escalation_ids': [
                    Command.create(
                        {
                            'action': 'status',
                            'status_id': unreachable.id,
                            'reason_id': cls.env.ref(
                                'lead_qualification.lead_status_reason_no_answer'
                            ).id,
                        }
                    )
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.lead = self.sla.lead_id

    def try_twice(self, outcome='no_answer'):
        self.call(self.lead, '2026-03-02 11:00', outcome='no_answer')
        self.call(self.lead, '2026-03-03 11:00', outcome=outcome)

    def test_tried_as_agreed_and_reached_nobody(self):
        self.try_twice()
        self.assertEqual(self.sla.state, 'met')
        self.sweep('2026-03-05 09:59')
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.sweep('2026-03-05 10:00')
        self.assertEqual(self.lead.lead_status_meaning, 'unreachable')
        self.assertFalse(self.lead.user_id)
        self.assertEqual(self.sla.log_ids.outcome, 'status')
        self.assertEqual(self.sla.state, 'met', "the rep has kept the promise")
        notice = self.env['mail.notification'].search(
            [('res_partner_id', '=', self.rep_a.partner_id.id)], limit=1, order='id desc'
        )
        self.assertIn("no longer with you", notice.mail_message_id.body)
        self.sweep('2026-03-06 10:00')
        self.assertEqual(len(self.sla.log_ids), 1)

    def test_sweep_is_woken_when_the_time_is_over(self):
        self.try_twice()
        self.assertEqual(self.sla.next_event_at, datetime(2026, 3, 5, 10, 0))
        cron = self.env['ir.cron.trigger'].search([('cron_id', '=', self.sweep_cron.id)])
        self.assertIn(datetime(2026, 3, 5, 10, 0), cron.mapped('call_at'))

    def assert_kept(self):
        self.sweep('2026-03-05 10:00')
        self.assertEqual(self.lead.user_id, self.rep_a)
        self.assertEqual(self.lead.lead_status_meaning, 'new')

    def test_reached_by_phone(self):
        self.try_twice(outcome='reached')
        self.assert_kept()

    def test_customer_writes_meanwhile(self):
        self.try_twice()
        self.call(self.lead, '2026-03-04 11:00', direction='in', user_id=False)
        self.assert_kept()

    def test_meeting_was_held(self):
        self.try_twice()
        with self.at('2026-03-04 11:00'):
            self.lead.with_user(self.rep_a)._follow_up('meeting')
        self.assert_kept()

    def test_contact_before_the_sla_began_does_not_count(self):
        self.call(self.lead, '2026-03-02 10:30', outcome='reached')
        self.lead.touch_ids.date = datetime(2026, 3, 1)
        self.try_twice()
        self.sweep('2026-03-05 10:00')
        self.assertEqual(self.lead.lead_status_meaning, 'unreachable')

    def test_tried_too_little_is_a_miss_of_the_rep_and_no_reason_to_give_up(self):
        self.call(self.lead, '2026-03-02 11:00', outcome='no_answer')
        self.assert_kept()
        self.assertEqual(self.sla.state, 'missed')
        self.assertEqual(self.sla.log_ids.outcome, 'tried_too_little')

    def test_lead_that_moved_on_is_not_given_up_for_the_one_before(self):
        self.try_twice()
        self.assign('2026-03-04 12:00', self.rep_b, self.lead)
        self.sweep('2026-03-05 10:00')
        self.assertEqual(self.lead.user_id, self.rep_b)
        self.assertFalse(self.sla.next_event_at)
