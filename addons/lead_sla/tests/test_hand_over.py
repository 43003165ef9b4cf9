from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestHandOver(LeadSlaCase):
    """What was planned with a customer goes on with whoever has the lead now."""

    def plan_call(self, lead, user):
        return lead.activity_schedule('mail.mail_activity_data_call', user_id=user.id)

    def test_call_of_the_old_owner_is_the_new_owners(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        call, todo = self.plan_call(lead, self.rep_a), self.plan_call(lead, self.leader)
        self.sweep('2026-03-02 10:30')
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertEqual(call.user_id, self.rep_b)
        self.assertEqual(todo.user_id, self.leader, "who may open the lead keeps it")

    def test_first_owner_takes_nothing_over(self):
        lead = self.make_leads(1)
        call = self.plan_call(lead, self.rep_c)
        self.assign('2026-03-02 10:00', lead=lead)
        self.assertEqual(call.user_id, self.rep_c)

    def test_who_may_not_open_the_lead_answers_for_nobody(self):
        self.step.unlink()
        lead = self.assign('2026-03-02 10:00').lead_id
        call = self.plan_call(lead, self.rep_c)
        with self.at('2026-03-02 10:10'):
            call.with_user(self.rep_c)._action_done()
        self.assertFalse(lead.touch_ids)
        self.assertEqual(lead.sla_ids.state, 'running')
