from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestAbsence(LeadSlaCase):
    """What follow-up tells distribution: a touched lead stays, and one activity is enough."""

    def give_at(self, moment):
        with self.at(moment):
            return self.give()

    def test_touched_lead_stays_with_who_is_away(self):
        untouched = self.give_at('2026-03-02 10:00')
        touched = self.give_at('2026-03-02 10:00')
        self.call(touched, '2026-03-02 10:10', touched.user_id)
        for lead in untouched + touched:
            lead.user_id.active = False
        self.assertFalse(untouched.user_id)
        self.assertTrue(touched.user_id)

    def test_touch_of_the_owner_before_does_not_count(self):
        lead = self.give_at('2026-03-02 10:00')
        self.call(lead, '2026-03-02 10:10')
        with self.at('2026-03-02 11:00'):
            lead._reassign('lapsed')
        self.assertEqual(lead.user_id, self.rep_b)
        self.rep_b.active = False
        self.assertFalse(lead.user_id)

    def test_first_response_is_the_only_activity(self):
        lead = self.give_at('2026-03-02 10:00')
        kind = self.env.ref('lead_sla.mail_activity_type_first_response')
        self.assertEqual(lead.activity_ids.activity_type_id, kind)

    def test_without_a_sla_the_new_lead_is_the_activity(self):
        self.policy.active = False
        lead = self.give_at('2026-03-02 10:00')
        kind = self.env.ref('lead_distribution.mail_activity_type_new_lead')
        self.assertEqual(lead.activity_ids.activity_type_id, kind)
