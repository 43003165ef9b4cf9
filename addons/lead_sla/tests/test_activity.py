from datetime import date

from odoo.tests import RecordCapturer, tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestActivity(LeadSlaCase):
    """The first response stands on the list of the salesperson."""

    def test_rep_gets_one_activity_by_the_deadline(self):
        sla = self.assign('2026-03-06 16:45')
        self.assertRecordValues(
            sla.lead_id.activity_ids,
            [
                {
                    'user_id': self.rep_a.id,
                    'activity_type_id': self.env.ref(
                        'lead_sla.mail_activity_type_first_response'
                    ).id,
                    'date_deadline': date(2026, 3, 9),
                }
            ],
        )

    def test_date_is_the_day_of_the_rep(self):
        self.target.time_base = 'clock'
        self.rep_a.tz = 'Asia/Dubai'
        sla = self.assign('2026-03-02 20:00')
        self.assertEqual(sla.activity_id.date_deadline, date(2026, 3, 3))

    def test_activity_sends_no_mail(self):
        with RecordCapturer(self.env['mail.mail'], []) as mails:
            self.assign('2026-03-02 10:00')
        self.assertFalse(mails.records)

    def test_answer_takes_the_activity_off_the_list(self):
        sla = self.assign('2026-03-02 10:00')
        self.call(sla.lead_id, '2026-03-02 10:10')
        self.assertFalse(sla.lead_id.activity_ids)
        self.assertEqual(sla.activity_id.state, 'done')

    def test_activity_goes_with_the_rep(self):
        sla = self.assign('2026-03-02 10:00')
        self.assign('2026-03-02 10:10', self.rep_b, sla.lead_id)
        self.assertEqual(sla.lead_id.activity_ids.user_id, self.rep_b)

    def test_deleting_the_activity_does_not_stop_the_sla(self):
        sla = self.assign('2026-03-02 10:00')
        sla.activity_id.unlink()
        self.assertEqual(sla.state, 'running')
        self.call(sla.lead_id, '2026-03-02 10:10')
        self.assertEqual(sla.state, 'met')
