from datetime import datetime

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestBlindLeft(LeadDistributionCase):
    """What a blind pool hid is not told afterwards, by its log or by what outlives the lead."""

    def test_log_of_a_pool_is_read_by_those_who_read_its_lead(self):
        self.make_pool('blind_pull')
        lead = self.give(name="Formerly blind")
        lead.user_id = self.rep_b
        self.env.flush_all()
        logs = self.env['lead.pool.log']
        readers = {self.rep_a: False, self.rep_b: True, self.leader: True, self.marketer: True}
        for user, reads in readers.items():
            with self.subTest(user.name):
                found = logs.with_user(user).search([('lead_id', '=', lead.id)])
                self.assertEqual(bool(found), reads)

    def test_meetings_of_a_deleted_hidden_lead_go_with_it(self):
        self.make_pool('blind_pull')
        meeting = {
            'name': "Visit Secret Ltd",
            'start': datetime(2026, 3, 2, 10),
            'stop': datetime(2026, 3, 2, 11),
        }
        secret, open_lead = self.give(2)
        open_lead.user_id = self.rep_b
        events = self.env['calendar.event'].create(
            [
                {**meeting, 'opportunity_id': secret.id},
                {**meeting, 'opportunity_id': secret.id, 'active': False},
                {**meeting, 'opportunity_id': open_lead.id},
            ]
        )
        found = self.env['calendar.event'].with_user(self.rep_a).search([('id', 'in', events.ids)])
        self.assertEqual(found, events[2])
        secret.with_user(self.leader).unlink()
        open_lead.with_user(self.leader).unlink()
        self.env.invalidate_all()
        self.assertEqual(events.exists(), events[2])
