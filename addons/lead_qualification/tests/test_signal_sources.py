from datetime import timedelta

from odoo.addons.mail.tests.common import MailCase
from odoo.tests import tagged

from .common_signals import LeadSignalCase

MAIL = """Return-Path: <customer0@example.com>
To: {to}
From: Customer <customer0@example.com>
Subject: Question
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Date: Thu, 02 Jan 2025 10:00:00 +0000
Message-ID: <{message_id}@customer.example>
References: {references}

When can you deliver?
"""

AUTOMATIC_HEADERS = (
    'Auto-Submitted: auto-replied',
    'Precedence: auto-reply',
    'Precedence: bulk',
    'X-Auto-Reply: yes',
    'X-Auto-Response-Suppress: All',
    'Return-Path: <>',
)


@tagged('post_install', '-at_install')
class TestSignalSources(LeadSignalCase, MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Signal.search([]).sudo().unlink()

    def kinds(self, lead=None):
        return (lead or self.lead).signal_ids.sorted('id').type_id.mapped('kind')

    def receive(self, message_id, references='', header=''):
        mail = MAIL.format(to="x@example.com", message_id=message_id, references=references)
        if header.startswith('Return-Path'):
            mail = mail.replace('Return-Path: <customer0@example.com>', header)
        elif header:
            mail = f'{header}\n{mail}'
        with self.mock_mail_gateway():
            return self.env['mail.thread'].message_process('crm.lead', mail)

    def test_mail_that_makes_a_lead_is_a_mail_received(self):
        lead = self.env['crm.lead'].browse(self.receive('first'))
        self.assertEqual(self.kinds(lead), ['mail_received'])
        self.assertEqual(lead.interest_score, 30)

    def test_reply_to_our_mail_is_a_mail_answered(self):
        with self.mock_mail_gateway():
            ours = self.lead.with_user(self.leader).message_post(
                body="May I call?", message_type='comment', subtype_xmlid='mail.mt_comment'
            )
        self.assertEqual(self.kinds(), [])
        self.receive('reply', ours.message_id)
        self.assertEqual(self.kinds(), ['mail_answered'])

    def test_answer_of_a_machine_is_no_signal(self):
        ours = self.lead.with_user(self.leader).message_post(
            body="May I call?", message_type='comment', subtype_xmlid='mail.mt_comment'
        )
        for number, header in enumerate(AUTOMATIC_HEADERS):
            with self.subTest(header=header):
                self.receive(f'away-{number}', ours.message_id, header)
                self.assertEqual(self.kinds(), [])
        self.receive('by-hand', ours.message_id, 'Auto-Submitted: no')
        self.assertEqual(self.kinds(), ['mail_answered'])

    def test_customer_who_writes_brings_a_recycled_lead_back(self):
        self.lead.team_id.user_id = self.leader
        for meaning in ('recycle', 'unreachable'):
            self.lead._change_status(self.status(meaning), self.reason(meaning))
            self.lead.write({'passed_by_id': self.marketer.id, 'team_id': self.team.id})
            self.team.user_id = self.leader
            self.lead.activity_ids.unlink()
            ours = self.lead.with_user(self.leader).message_post(
                body="Are you there?", message_type='comment', subtype_xmlid='mail.mt_comment'
            )
            with self.subTest(meaning=meaning):
                self.receive(f'away-{meaning}', ours.message_id, 'Auto-Submitted: auto-replied')
                self.assertEqual(self.lead.lead_status_meaning, meaning)
                self.receive(f'wants-{meaning}', ours.message_id)
                self.assertEqual(self.lead.lead_status_meaning, 'new')
                told = self.lead.activity_ids.filtered('summary').user_id
                self.assertEqual(told, self.marketer | self.leader)

    def test_log_note_is_no_mail_of_ours_that_could_be_answered(self):
        with self.mock_mail_gateway():
            note = self.lead.with_user(self.leader).message_post(body="Internal")
        self.receive('reply', note.message_id)
        self.assertEqual(self.kinds(), ['mail_received'])

    def test_mail_of_a_colleague_is_no_signal(self):
        self.lead.message_post(
            body="Forwarded", message_type='email', author_id=self.rep_a.partner_id.id
        )
        self.assertEqual(self.kinds(), [])

    def test_bounce_counts_once_a_day(self):
        for _time in range(2):
            self.lead._message_receive_bounce("customer0@example.com", self.env['res.partner'])
        self.assertEqual(self.kinds(), ['bounced'])
        self.assertEqual(self.lead.message_bounce, 2)

    def test_blacklisted_address_speaks_against_all_its_leads(self):
        twin, other = self.make_leads(2)
        other.email_from = "other@example.com"
        self.env['mail.blacklist']._add("CUSTOMER0@example.com")
        self.assertEqual(self.kinds(), ['unsubscribed'])
        self.assertEqual(self.kinds(twin), ['unsubscribed'])
        self.assertEqual(self.kinds(other), [])

    def test_call_marked_done_is_a_signal_and_other_activities_are_not(self):
        for xmlid in ('mail.mail_activity_data_call', 'mail.mail_activity_data_todo'):
            self.lead.activity_schedule(xmlid, user_id=self.leader.id)._action_done()
        self.assertEqual(self.kinds(), ['call'])

    def test_changed_type_counts_from_the_next_event_on(self):
        call = self.env['lead.signal.type'].search([('kind', '=', 'call')])
        for vals in ({'points': 7}, {'points': 9}, {'active': False}, {'active': True}):
            call.write(vals)
            activity = self.lead.activity_schedule('mail.mail_activity_data_call')
            activity._action_done()
        self.assertEqual(self.lead.signal_ids.sorted('id').mapped('points'), [7, 9, 9])

    def test_meeting_counts_when_it_is_over_and_only_once(self):
        now = self.env.cr.now()
        start = {'past': now - timedelta(days=2), 'coming': now + timedelta(days=2)}
        self.env['calendar.event'].create(
            [
                {
                    'name': name,
                    'start': date,
                    'stop': date + timedelta(hours=1),
                    'opportunity_id': self.lead.id,
                }
                for name, date in start.items()
            ]
        )
        for _night in range(2):
            self.run_cron()
        self.assertEqual(self.kinds(), ['meeting'])
        self.assertAlmostEqual(self.lead.interest_score, 35 * 0.5 ** ((47 / 24) / 45), places=1)

    def test_meeting_of_long_ago_and_of_a_lost_lead_is_not_gathered(self):
        lost = self.make_leads(1)
        lost.action_set_lost()
        for lead, days in ((self.lead, 400), (lost, 1)):
            date = self.ago(days)
            self.env['calendar.event'].create(
                {'name': "M", 'start': date, 'stop': date, 'opportunity_id': lead.id}
            )
        self.run_cron()
        self.assertEqual(self.kinds() + self.kinds(lost), [])

    def test_visitors_form_is_a_signal_and_a_typed_lead_is_not(self):
        self.patch(self.registry['crm.lead'], '_is_web_form', lambda model: True)
        posted = self.make_leads(1)
        self.assertEqual(self.kinds(posted), ['form'])
        self.assertEqual(self.kinds(), [])

    def test_nothing_is_recorded_for_events_without_a_type(self):
        self.env['lead.signal.type'].search([]).active = False
        self.lead._message_receive_bounce("customer0@example.com", self.env['res.partner'])
        self.env['mail.blacklist']._add("customer0@example.com")
        self.run_cron()
        self.assertEqual(self.kinds(), [])

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref('lead_qualification.ir_cron_refresh_scores').method_direct_trigger()
        self.env.invalidate_all()
