from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestActivityKept(LeadSlaCase):
    """Settings that each server keeps for the work of all day count at once when they change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_type = cls.env.ref('mail.mail_activity_data_call')

    def setUp(self):
        super().setUp()
        self.do_call()  # so that this server keeps what it may

    def do_call(self):
        """Return a lead whose call rep_a has done, in a transaction of its own."""
        lead = self.make_leads(1, user_id=self.rep_a.id)
        call = lead.activity_schedule(activity_type_id=self.call_type.id, user_id=self.rep_a.id)
        self.env.flush_all()
        self.env.invalidate_all()
        call.with_user(self.rep_a).action_feedback()
        self.env.flush_all()
        self.env.invalidate_all()
        return lead

    def said(self, lead):
        return lead.message_ids.filtered('mail_activity_type_id').body

    def test_types(self):
        self.assertIn("Call", self.said(self.do_call()))
        self.call_type.write({'name': "Ring Up", 'icon': 'fa-bell'})
        self.assertRegex(self.said(self.do_call()), "(?s)fa-bell.*Ring Up")
        self.call_type.update_field_translations('name', {'en_US': "Dial"})
        self.assertIn("Dial", self.said(self.do_call()))

    def test_types_that_count_as_contact(self):
        self.call_type.lead_touch_kind = False
        self.assertFalse(self.do_call().touch_ids)
        self.call_type.lead_touch_kind = 'meeting'
        self.assertEqual(self.do_call().touch_ids.kind, 'meeting')

    def test_types_that_are_calls_and_those_that_others_follow(self):
        self.assertTrue(self.do_call().signal_ids)
        self.call_type.write(
            {
                'category': 'default',
                'chaining_type': 'trigger',
                'triggered_next_type_id': self.env.ref('mail.mail_activity_data_email').id,
            }
        )
        lead = self.do_call()
        self.assertFalse(lead.signal_ids)
        self.assertIn(self.call_type.triggered_next_type_id, lead.activity_ids.activity_type_id)

    def test_memory_of_teams_and_companies(self):
        self.team.lead_half_life_days = 10
        ten = self.do_call().forget_at
        self.team.lead_half_life_days = 20
        twenty = self.do_call().forget_at
        self.assertLess(ten, twenty)
        self.team.lead_half_life_days = 0
        self.env.company.lead_half_life_days = 30
        thirty = self.do_call().forget_at
        self.assertLess(twenty, thirty)
        self.env.company.lead_forget_threshold = 80
        self.assertLess(self.do_call().forget_at, thirty)
