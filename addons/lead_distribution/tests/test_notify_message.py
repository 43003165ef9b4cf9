from odoo.tests import RecordCapturer, tagged

from .common_presence import PresenceCase


@tagged('post_install', '-at_install')
class TestNotifyMessage(PresenceCase):
    """New owners get one message per batch, the way they get all others from Odoo.

    rep_a   by e-mail
    rep_b   in the inbox
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep_a.notification_type = 'email'
        cls.rep_b.notification_type = 'inbox'

    def messages(self, work):
        """Return the messages to people that come of ``work()``."""
        with RecordCapturer(self.env['mail.message']) as captured:
            work()
        return captured.records.filtered(lambda one: one.message_type == 'user_notification')

    def to(self, rep, messages):
        return messages.filtered(lambda one: rep.partner_id in one.partner_ids)

    def test_one_mail_per_batch_for_who_reads_mails(self):
        with self.mock_mail_gateway(), RecordCapturer(self.env['mail.mail']) as mails:
            messages = self.messages(lambda: self.give(24))
        message = self.to(self.rep_a, messages)
        self.assertEqual(message.subject, "You have 12 new leads.")
        self.assertEqual(message.notification_ids.notification_type, 'email')
        self.assertEqual(len(mails.records), 1)
        self.assertEqual(mails.records.recipient_ids, self.rep_a.partner_id)
        lead = self.env['crm.lead'].search([('user_id', '=', self.rep_a.id)], limit=1, order='id')
        body = mails.records._prepare_outgoing_body()
        self.assertIn(f'{self.env.user.get_base_url()}/odoo/crm.lead/{lead.id}"', body)
        self.assertIn('/odoo/my-new-leads"', body)
        self.assertEqual(body.count('/odoo/crm.lead/'), 12)

    def test_the_mail_leaves_by_the_queue(self):
        with self.mock_mail_gateway():
            self.give(2)
            [mail] = self._new_mails
            self.assertEqual(mail.state, 'outgoing')
            self.assertTrue(self.triggers(self.env.ref('mail.ir_cron_mail_scheduler_action')))
            mail.send()
        self.assertSentEmail(self.env.user.partner_id, self.rep_a.partner_id, subject=mail.subject)

    def test_one_entry_in_the_inbox_per_batch_for_the_others(self):
        with self.mock_mail_gateway():
            messages = self.messages(lambda: self.give(24))
        message = self.to(self.rep_b, messages)
        self.assertEqual(len(message), 1)
        self.assertEqual(message.notification_ids.notification_type, 'inbox')
        self.assertTrue(message.with_user(self.rep_b).needaction)

    def test_one_lead_is_told_on_the_lead(self):
        self.rule.member_ids.filtered(lambda member: member.user_id == self.rep_a).unlink()
        with self.mock_mail_gateway():
            messages = self.messages(self.give)
        lead = self.env['crm.lead'].search([('user_id', '=', self.rep_b.id)])
        self.assertRecordValues(
            messages,
            [
                {
                    'model': 'crm.lead',
                    'res_id': lead.id,
                    'subject': f"You have a new lead: {lead.name}",
                }
            ],
        )

    def test_the_rule_decides(self):
        self.rule.notify_owners = False
        with self.mock_mail_gateway():
            self.assertFalse(self.messages(lambda: self.give(4)))
            lead = self.env['crm.lead'].search([('user_id', '=', self.rep_a.id)], limit=1)
            self.assertFalse(self.messages(lambda: lead._reassign('lapsed')))

    def test_new_rules_notify(self):
        self.assertTrue(self.make_rule("Another", self.rep_c).notify_owners)

    def test_an_escalation_tells_whom_the_leads_go_to(self):
        with self.mock_mail_gateway():
            leads = self.give(6).filtered(lambda lead: lead.user_id == self.rep_a)
            messages = self.messages(lambda: leads._reassign('lapsed'))
        self.assertEqual(messages.partner_ids, self.rep_b.partner_id)
        self.assertEqual(messages.subject, "You have 3 new leads.")

    def test_by_hand_tells_whatever_the_rule_says(self):
        self.rule.active = False
        leads = self.make_leads(6)
        self.rule.write({'active': True, 'notify_owners': False})
        leads = leads.with_user(self.leader)
        with self.mock_mail_gateway():
            messages = self.messages(
                lambda: leads._hand_out(self.rep_a + self.rep_b, 'round_robin')
            )
        self.assertEqual(len(messages), 2)
        self.assertEqual(messages.partner_ids, (self.rep_a + self.rep_b).partner_id)
        self.assertEqual(messages.author_id, self.leader.partner_id)

    def test_nobody_is_told_what_they_did_themselves(self):
        self.leader.notification_type = 'inbox'
        self.rule.active = False
        leads = self.make_leads(2)
        with self.mock_mail_gateway():
            self.assertFalse(
                self.messages(lambda: leads.with_user(self.leader)._hand_out(self.leader))
            )
            self.make_pool()
            lead = self.give()
            self.assertFalse(self.messages(lambda: lead.with_user(self.rep_b).action_claim()))

    def test_the_owner_reads_it_in_their_language(self):
        self.env['res.lang']._activate_lang('ar_001')
        self.rep_a.lang = 'ar_001'
        with self.mock_mail_gateway():
            message = self.to(self.rep_a, self.messages(lambda: self.give(4)))
        self.assertRegex(message.subject, '[\u0600-\u06ff]')
        self.assertNotIn("You have", message.subject)

    def test_nothing_of_a_lead_that_is_hidden_by_now(self):
        leads = self.give(4).filtered(lambda lead: lead.user_id == self.rep_b)
        pool = self.make_pool('blind_pull')
        hidden = leads[0]
        hidden._release('returned')
        hidden._enqueue_distribution()
        self.distribute()
        self.assertEqual(hidden.pool_id, pool)
        # a mistake of another addon: it hides the lead, and leaves its owner
        self.env.cr.execute(
            "UPDATE crm_lead SET user_id = %s WHERE id = %s", [self.rep_b.id, hidden.id]
        )
        self.env.invalidate_all()
        with self.mock_mail_gateway():
            messages = self.messages(leads.assignment_ids._send_messages)
        self.assertEqual(messages.res_id, leads[1].id)
        self.assertNotIn(f'crm.lead/{hidden.id}', messages.body)

    def test_nothing_of_a_lead_that_has_gone_on_by_now(self):
        leads = self.give(4).filtered(lambda lead: lead.user_id == self.rep_b)
        leads[0].user_id = self.rep_c
        with self.mock_mail_gateway():
            messages = self.messages(leads.assignment_ids._send_messages)
        self.assertNotIn(leads[0].id, self.to(self.rep_b, messages).mapped('res_id'))

    def push_devices(self, rep):
        """Give a rep as many browsers as Odoo pushes to by its queue."""
        self.env['mail.push.device'].get_web_push_vapid_public_key()
        self.env['mail.push.device'].sudo().create(
            [
                {
                    'endpoint': f'https://push.example.com/{rep.id}/{number}',
                    'keys': '{"p256dh": "key", "auth": "secret"}',
                    'partner_id': rep.partner_id.id,
                }
                for number in range(5)
            ]
        )

    def pushed(self, work):
        with self.mock_mail_gateway(), RecordCapturer(self.env['mail.push'].sudo()) as captured:
            messages = self.messages(work)
        return len(captured.records), len(self.to(self.rep_b, messages))

    def test_browsers_are_pushed_to_once_per_batch(self):
        self.push_devices(self.rep_b)
        self.assertEqual(self.pushed(lambda: self.give(6)), (5, 1))

    def test_no_push_to_who_is_quiet_busy_or_away(self):
        self.push_devices(self.rep_b)
        for switch in (
            {'lead_quiet': True},
            {'lead_quiet': False, 'lead_presence': 'busy'},
            {'lead_presence': 'away'},
        ):
            self.rep_b.write(switch)
            self.rule.active = False
            leads = self.make_leads(2).with_user(self.leader)
            with self.subTest(switch):
                self.assertEqual(
                    self.pushed(lambda leads=leads: leads._hand_out(self.rep_b)), (0, 1)
                )

    def test_queries_grow_with_people_not_with_leads(self):
        self.queries(2)  # what Odoo keeps from then on
        self.assertLessEqual(self.queries(100), self.queries(10) + 2)

    def queries(self, count):
        leads = self.make_leads(count)
        self.env.flush_all()
        assignments = leads._carry_out(leads._decide().decisions)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self.mock_mail_gateway():
            assignments._send_messages()
            self.env.flush_all()
        return self.env.cr.sql_log_count - before
