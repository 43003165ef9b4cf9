from datetime import datetime

from odoo.tests import tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestPlanMessage(LeadPlanCase):
    """A message is sent by itself where the company says so: once, to whom it may be sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.active = False
        cls.template = cls.env.ref('lead_sla.mail_template_welcome')
        cls.welcome = cls.make_plan(
            "Welcome",
            'assigned',
            [
                {
                    'summary': "Welcome",
                    'responsible_type': 'lead_marketing',
                    'lead_action': 'message',
                    'lead_mail_template_id': cls.template.id,
                },
                {'summary': "Call", 'delay_from': 'after_previous'},
            ],
        )
        cls.env.company.lead_plan_sends_mail = True

    def give(self, moment='2026-03-02 10:00', **vals):
        with self.mock_mail_gateway():
            return self.give_lead(moment, company_id=self.env.company.id, **vals)

    def test_sent_by_itself_and_the_plan_goes_on_at_once(self):
        lead = self.give(contact_name="Rania")
        self.assertEqual(self.steps(lead), [("Welcome", 'sent'), ("Call", 'open')])
        self.assertEqual(len(self._new_mails), 1)
        self.assertIn("customer0@example.com", self._new_mails.email_to)
        self.assertIn("Hello Rania", self._new_mails.body_html)

    def test_is_no_touch_and_no_answer(self):
        lead = self.give()
        self.assertFalse(lead.touch_ids)
        self.assertFalse(lead.first_touch_at)
        self.assertFalse(lead.last_contact_at)

    def test_activity_of_marketing_where_the_company_does_not_say_so(self):
        self.env.company.lead_plan_sends_mail = False
        lead = self.give(generated_by_id=self.marketer.id)
        self.assertFalse(self._new_mails)
        self.assertEqual(lead.activity_ids.user_id, self.marketer)
        self.do(lead, '2026-03-02 11:00', user=self.marketer)
        self.assertEqual(self.steps(lead), [("Welcome", 'done'), ("Call", 'open')])

    def test_once_per_lead(self):
        lead = self.give()
        self.do(lead, '2026-03-02 11:00')
        with self.mock_mail_gateway():
            with self.at('2026-03-03 11:00'):
                lead.user_id = self.rep_b
            self.follow_plans('2026-03-03 11:00')
        self.assertFalse(self._new_mails)
        steps = lead.plan_step_ids.sorted('id')
        self.assertEqual(steps.mapped('state'), ['sent', 'done', 'skipped', 'open'])
        self.assertIn("had this message before", steps[2].note)

    def test_not_without_an_address_nor_to_the_blacklisted(self):
        self.env['mail.blacklist']._add('no@example.com')
        for email, reason in (('', "no email address"), ('no@example.com', "blacklist")):
            with self.subTest(reason):
                lead = self.give(email_from=email, phone="123")
                self.assertFalse(self._new_mails)
                self.assertEqual(self.steps(lead), [("Welcome", 'skipped'), ("Call", 'open')])
                self.assertIn(reason, lead.plan_step_ids.sorted('id')[0].note)

    def test_waits_for_its_time(self):
        self.welcome.template_ids[0].write({'delay_count': 2, 'delay_unit': 'hours'})
        lead = self.give('2026-03-02 16:00')
        self.assertFalse(lead.plan_step_ids)
        self.assertEqual(lead.plan_run_ids.next_at, datetime(2026, 3, 3, 10))
        with self.mock_mail_gateway():
            self.follow_plans('2026-03-03 10:00')
        self.assertEqual(self.steps(lead), [("Welcome", 'sent'), ("Call", 'open')])

    def test_sent_to_both_of_merged_leads(self):
        leads = self.give() | self.give()
        merged = leads.merge_opportunity()
        self.assertEqual(len(merged.plan_step_ids.filtered(lambda s: s.state == 'sent')), 2)

    def test_greeting_of_a_periodic_plan_is_sent_every_time(self):
        self.welcome.write({'lead_plan_kind': 'periodic', 'lead_period_days': 10})
        lead = self.give()
        with self.mock_mail_gateway():
            self.do(lead, '2026-03-02 11:00')
            self.follow_plans('2026-03-12 11:00')
        self.assertEqual(len(self._new_mails), 1)
