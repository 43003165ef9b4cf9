from odoo.tests import tagged

from .common import LeadSlaCase

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{subject}@example.com>
In-Reply-To: {reply_to}
Content-Type: text/plain

Hello
"""


@tagged('post_install', '-at_install')
class TestTouchMessage(LeadSlaCase):
    """Which messages are contact with the customer, and which are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create(
            {'name': "Nadia", 'email': 'customer0@example.com'}
        )
        cls.rep_a.email = 'rep_a@company.example.com'

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id

    def post(self, user=None, **values):
        values = {
            'body': "Hi",
            'message_type': 'comment',
            'subtype_xmlid': 'mail.mt_comment',
            **values,
        }
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            return self.owned.with_user(user or self.rep_a).message_post(**values)

    def receive(self, sender, **values):
        values = {'subject': "answer", 'to': 'leads@company.example.com', 'reply_to': '', **values}
        mail = MAIL.format(sender=sender, **values)
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.env['mail.thread'].with_user(self.env.ref('base.user_root')).message_process(
                'crm.lead', mail, thread_id=self.owned.id
            )

    def assert_no_touch(self):
        self.assertFalse(self.owned.touch_ids.filtered(lambda touch: touch.direction == 'out'))
        self.assertFalse(self.owned.first_touch_at)
        self.assertEqual(self.sla.state, 'running')

    def assert_touch(self, message=None):
        touch = self.owned.touch_ids
        self.assertRecordValues(
            touch, [{'kind': 'email', 'direction': 'out', 'user_id': self.rep_a.id}]
        )
        if message:
            self.assertEqual(touch.message_id, message)
        self.assertEqual(self.sla.state, 'met')

    def test_message_to_the_customer_is_a_touch(self):
        self.assert_touch(self.post(partner_ids=self.customer.ids))

    def test_message_to_an_address_is_a_touch(self):
        self.assert_touch(self.post(outgoing_email_to='customer0@example.com'))

    def test_message_to_a_customer_who_follows_is_a_touch(self):
        self.owned.message_subscribe(self.customer.ids)
        self.assert_touch(self.post())

    def test_composer_is_a_touch(self):
        composer = (
            self.env['mail.compose.message']
            .with_user(self.rep_a)
            .with_context(default_model='crm.lead', default_res_ids=self.owned.ids)
            .create({'body': "Hi", 'partner_ids': self.customer.ids, 'subject': "Hi"})
        )
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            composer._action_send_mail()
        self.assert_touch()

    def test_internal_note_is_no_touch(self):
        self.post(subtype_xmlid='mail.mt_note', partner_ids=self.customer.ids)
        self.assert_no_touch()

    def test_message_that_reaches_nobody_outside_is_no_touch(self):
        self.owned.message_subscribe(self.leader.partner_id.ids)
        self.post()
        self.post(partner_ids=self.leader.partner_id.ids)
        self.assert_no_touch()

    def test_automatic_message_is_no_touch(self):
        for message_type in ('auto_comment', 'notification', 'out_of_office'):
            self.post(message_type=message_type, partner_ids=self.customer.ids)
        self.assert_no_touch()

    def test_message_of_the_system_is_no_touch(self):
        bot = self.env.ref('base.partner_root')
        self.post(self.env.ref('base.user_root'), author_id=bot.id, partner_ids=self.customer.ids)
        self.assert_no_touch()

    def test_incoming_mail_never_answers_or_resets(self):
        deadline = self.sla.deadline
        self.receive('customer0@example.com')
        self.assert_no_touch()
        self.assertEqual(self.sla.deadline, deadline)
        self.assertRecordValues(
            self.owned.touch_ids, [{'direction': 'in', 'kind': 'email', 'user_id': False}]
        )
        self.assertEqual(self.owned.touch_count, 0)
        self.sweep('2026-03-02 10:30')
        self.assertEqual(self.sla.state, 'missed')

    def test_answer_from_the_mailbox_of_the_rep_is_a_touch(self):
        self.owned.message_subscribe(self.customer.ids)
        self.receive('rep_a@company.example.com')
        self.assert_touch()

    def test_answer_to_all_from_the_mailbox_of_the_rep_is_a_touch(self):
        self.receive(
            'rep_a@company.example.com', to='customer0@example.com, leads@company.example.com'
        )
        self.assert_touch()

    def test_mail_of_a_colleague_to_the_lead_alone_is_no_touch(self):
        self.receive('rep_a@company.example.com')
        self.assert_no_touch()

    def test_scheduled_message_counts_when_it_is_sent(self):
        message = self.post(partner_ids=self.customer.ids, scheduled_date='2026-03-02 12:00:00')
        self.assert_no_touch()
        with self.at('2026-03-02 12:00'), self.mock_mail_gateway():
            self.env['mail.message.schedule'].search(
                [('mail_message_id', '=', message.id)]
            )._send_notifications()
        self.assertEqual(self.owned.touch_ids.message_id, message)
        self.assertEqual(self.sla.response_minutes, 120)

    def schedule(self, **values):
        composer = (
            self.env['mail.compose.message']
            .with_user(self.rep_a)
            .with_context(default_model='crm.lead', default_res_ids=self.owned.ids)
            .create(
                {
                    'body': "Hi",
                    'subject': "Hi",
                    'partner_ids': self.customer.ids,
                    'scheduled_date': '2026-03-02 10:10:00',
                    **values,
                }
            )
        )
        with self.at('2026-03-02 10:05'):
            return composer._action_schedule_message()

    def test_message_scheduled_in_the_chatter_counts_when_the_cron_sends_it(self):
        self.schedule()
        self.assert_no_touch()
        cron = self.env.ref('mail.ir_cron_post_scheduled_message')
        self.env.flush_all()
        with (
            self.at('2026-03-02 10:10'),
            self.mock_mail_gateway(),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assert_touch()

    def test_scheduled_note_is_no_touch(self):
        note = self.schedule(subtype_id=self.env.ref('mail.mt_note').id)
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            note._post_message()
        self.assert_no_touch()

    def test_message_of_a_customer_starts_the_sla_of_the_answer(self):
        self.target.copy({'policy_id': self.policy.id, 'kind': 'next_response'})
        self.call(self.owned, '2026-03-02 10:05')
        self.assertEqual(self.sla.state, 'met')
        self.receive('customer0@example.com', subject="question")
        sla = self.owned.sla_ids - self.sla
        self.assertRecordValues(sla, [{'kind': 'next_response', 'state': 'running'}])
        self.assertEqual(sla.source_touch_id.direction, 'in')
