from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestLoggedLate(LeadSlaCase):
    """A call noted after the miss counts as it was, and says when it was noted."""

    def setUp(self):
        super().setUp()
        self.step.unlink()

    def log_call(self, lead, called, noted):
        """Note at one moment a call that was made at another, as the dialog does."""
        with self.at(noted):
            lead.with_user(self.rep_a).sudo()._follow_up('call', date=called, user_id=self.rep_a.id)
        self.env.flush_all()

    def test_call_noted_after_the_miss_is_marked(self):
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 10:31')
        self.assertEqual(sla.state, 'missed')
        self.log_call(sla.lead_id, '2026-03-02 10:10', '2026-03-02 11:00')
        self.assertRecordValues(sla, [{'state': 'met', 'logged_late': True}])
        row = self.env['lead.sla.report'].search([('id', '=', sla.id)])
        self.assertEqual((row.met, row.logged_late), (1, 1))

    def test_call_noted_in_time_and_call_made_too_late_are_not(self):
        for called, noted, state in (
            ('2026-03-02 10:10', '2026-03-02 10:12', 'met'),
            ('2026-03-02 10:50', '2026-03-02 11:00', 'missed'),
        ):
            with self.subTest(called=called):
                sla = self.assign('2026-03-02 10:00')
                self.sweep('2026-03-02 10:31') if state == 'missed' else None
                self.log_call(sla.lead_id, called, noted)
                self.assertRecordValues(sla, [{'state': state, 'logged_late': False}])

    def test_lead_shows_the_miss_although_the_next_promise_was_met(self):
        self.policy.target_ids = [(0, 0, {'kind': 'decision', 'amount': 5, 'unit': 'hour'})]
        lead = self.assign('2026-03-02 10:00').lead_id
        self.sweep('2026-03-02 10:31')
        self.call(lead, '2026-03-02 10:40')
        with self.at('2026-03-02 11:00'):
            lead._change_status(self.status('qualified'))
        self.env.flush_all()
        self.assertEqual(set(lead.sla_ids.mapped('state')), {'met', 'missed'})
        self.assertEqual(lead.sla_state, 'missed')
