from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestStandIn(LeadSlaCase):
    """A promise goes on while its salesperson is absent: who stands in is told at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.user_id = cls.leader
        cls.resource = cls.env['resource.resource'].create(
            {'name': "Rep A", 'user_id': cls.rep_a.id, 'calendar_id': cls.office.id}
        )

    def on_leave(self, start, end):
        return self.env['resource.calendar.leaves'].create(
            {
                'name': "Sick",
                'calendar_id': self.office.id,
                'resource_id': self.resource.id,
                'date_from': start,
                'date_to': end,
                'time_type': 'leave',
            }
        )

    def told(self, user, lead):
        summary = "Rep A is absent: answer, or give the lead to somebody"
        return self.env['mail.activity'].search(
            [('res_id', '=', lead.id), ('user_id', '=', user.id), ('summary', '=', summary)]
        )

    def test_leader_is_told_when_the_owner_goes_away(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        self.assertFalse(self.told(self.leader, lead))
        with self.at('2026-03-02 10:05'):
            self.rep_a.action_set_lead_presence('away')
        self.assertEqual(len(self.told(self.leader, lead)), 1)
        with self.at('2026-03-02 10:06'):
            self.rep_a.action_set_lead_presence('away', '2026-03-03 09:00:00')
        self.assertEqual(len(self.told(self.leader, lead)), 1, "once is enough")

    def test_who_is_busy_answers_himself(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:05'):
            self.rep_a.action_set_lead_presence('busy')
        self.assertFalse(self.told(self.leader, lead))

    def test_leader_is_told_when_the_leave_begins(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:01'):
            self.on_leave('2026-03-02 10:10', '2026-03-03 18:00')
            self.env['res.users']._give_back_on_leave()
        self.assertFalse(self.told(self.leader, lead))
        with self.at('2026-03-02 10:10'):
            self.env['res.users']._give_back_on_leave()
        self.assertEqual(len(self.told(self.leader, lead)), 1)

    def test_lead_given_to_who_is_absent_is_told_of_at_once(self):
        self.on_leave('2026-03-02 00:00', '2026-03-06 23:00')
        sla = self.assign('2026-03-02 10:00')
        self.assertEqual(str(sla.deadline), '2026-03-02 10:30:00')
        self.assertEqual(len(self.told(self.leader, sla.lead_id)), 1)

    def test_backup_who_may_open_the_lead_is_told_instead(self):
        self.rep_a.lead_backup_id = self.rep_b
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:05'):
            self.rep_a.action_set_lead_presence('away')
        self.assertTrue(self.told(self.leader, lead), "the backup sees own leads only")
        self.told(self.leader, lead).unlink()
        self.rep_b.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
        with self.at('2026-03-02 10:06'):
            self.rep_a.action_set_lead_presence('available')
            self.rep_a.action_set_lead_presence('away')
        self.assertTrue(self.told(self.rep_b, lead))
        self.assertFalse(self.told(self.leader, lead))

    def test_reminder_does_not_wait_for_the_end_of_a_leave(self):
        self.policy.quiet_hours = 'working'
        self.on_leave('2026-03-02 00:00', '2026-03-20 23:00')
        sla = self.assign('2026-03-02 10:00')
        self.assertEqual(str(sla.next_event_at.date()), '2026-03-02')
