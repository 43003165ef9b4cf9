from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_leak import LeakCase
from .leak_walk import LEAD, SECRET


@tagged('post_install', '-at_install')
class TestLeakDoors(LeakCase, HttpCase):
    """No page, no file, no call from outside and no message tells of a lead that a pool hides."""

    def test_no_page_or_file_tells(self):
        lead = self.secret.id
        files = self.env['ir.attachment'].search([('id', 'in', self.holders['ir.attachment'])])
        pages = [
            f'/odoo/crm/{lead}',
            f'/odoo/{LEAD}/{lead}',
            f'/mail/view?model={LEAD}&res_id={lead}',
            f'/mail/message/{self.holders["mail.message"][0]}',
            f'/json/crm/{lead}',
            f'/web/image/{LEAD}/{lead}/partner_id',
            f'/web/content/{LEAD}/{lead}/name',
            *(f'/web/content/{file.id}?download=1' for file in files),
            *(f'/web/image/{file.id}' for file in files),
        ]
        for user in self.outside:
            self.authenticate(user.login, user.login)
            for page in pages:
                with mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule'):
                    answer = self.url_open(page)
                headers = str(answer.headers)
                self.check_silent(answer.text + headers, f'{page} for {user.name}')

    def test_files_are_there_for_who_may_read_them(self):
        self.authenticate(self.leader.login, self.leader.login)
        answer = self.url_open(f'/web/content/{self.attachment.id}')
        self.assertIn(SECRET, answer.text)

    def test_no_call_of_the_web_client_tells(self):
        lead = {'thread_model': LEAD, 'thread_id': self.secret.id}
        follower = self.secret.message_follower_ids[:1].id
        requested = ['activities', 'attachments', 'followers', 'messages', 'suggestedRecipients']
        thread = {**lead, 'request_list': requested}
        calls = {
            '/mail/data': {
                'fetch_params': ['systray_get_activities', 'starred', ['mail.thread', thread]]
            },
            '/mail/thread/messages': lead,
            '/mail/thread/recipients': lead,
            '/mail/thread/subscribe': {
                'res_model': LEAD,
                'res_id': self.secret.id,
                'partner_ids': self.rep_a.partner_id.ids,
            },
            '/mail/read_subscription_data': {'follower_id': follower},
            '/mail/inbox/messages': {},
            '/mail/history/messages': {},
            '/mail/starred/messages': {},
            '/discuss/search': {'term': SECRET},
            '/calendar/notify': {},
            '/web/action/load_breadcrumbs': {
                'actions': [{'action': 'crm', 'resId': self.secret.id}]
            },
        }
        self.secret.message_follower_ids.flush_recordset()
        for user in self.outside:
            self.authenticate(user.login, user.login)
            for path, params in calls.items():
                self.check_silent(self.post(path, params), f'{path} for {user.name}')

    def test_failures_do_not_show_what_one_wrote_on_a_hidden_lead(self):
        message = self.secret.message_ids.filtered(
            lambda one: one.author_id == self.rep_a.partner_id and SECRET in one.body
        )[:1]
        self.env['mail.notification'].create(
            {
                'mail_message_id': message.id,
                'author_id': message.author_id.id,
                'res_partner_id': self.leader.partner_id.id,
                'notification_type': 'email',
                'notification_status': 'exception',
            }
        )
        self.env.flush_all()
        self.authenticate(self.rep_a.login, self.rep_a.login)
        failures = {'fetch_params': ['failures']}
        self.check_silent(self.post('/mail/data', failures), "/mail/data")
        self.secret.write({'user_id': self.rep_a.id})
        self.assertIn(SECRET, self.post('/mail/data', failures))

    def test_web_client_tells_who_may_read(self):
        self.authenticate(self.leader.login, self.leader.login)
        lead = {'thread_model': LEAD, 'thread_id': self.secret.id}
        self.assertIn(SECRET, self.post('/mail/thread/messages', lead))

    def test_no_call_with_a_key_tells(self):
        for user in self.outside:
            keys = self.env['res.users.apikeys'].with_user(user)
            key = keys._generate('rpc', "leak", Datetime.now() + timedelta(hours=1))
            headers = {'Authorization': f'bearer {key}'}
            for method, body in {
                'read': {'ids': self.secret.ids},
                'web_read': {'ids': self.secret.ids, 'specification': {'name': {}}},
                'search_read': {'domain': [], 'fields': ['name']},
                'name_search': {'name': SECRET},
                'action_claim': {'ids': self.secret.ids},
                'message_post': {'ids': self.secret.ids, 'body': "?"},
            }.items():
                with mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule'):
                    answer = self.url_open(f'/json/2/{LEAD}/{method}', json=body, headers=headers)
                self.check_silent(answer.text, f'{method} for {user.name}')

    def test_nobody_is_notified(self):
        """Neither by mail nor in the web client, however much is written on the lead."""
        partners = self.outside.partner_id
        self.env.flush_all()
        self.env.cr.precommit.run()  # what was told while the lead could be seen
        self.env['bus.bus'].sudo().search([]).unlink()
        with self.mock_mail_gateway():
            self.secret.with_user(self.leader).message_post(
                body=SECRET, subject=SECRET, partner_ids=partners.ids
            )
            self.secret.with_user(self.leader).write({'priority': '3', 'partner_name': SECRET})
            self.env['calendar.event'].search(
                [('opportunity_id', '=', self.secret.id)]
            ).attendee_ids._notify_attendees(
                self.env.ref('calendar.calendar_template_meeting_reminder')
            )
            self.env.flush_all()
            self.env.cr.precommit.run()
        written = self.secret.message_ids.filtered(lambda message: SECRET in message.body)
        self.assertFalse(written[:1].notification_ids.res_partner_id & partners)
        mails = self._new_mails.filtered(lambda mail: SECRET in f'{mail.subject}{mail.body_html}')
        self.assertFalse((mails.recipient_ids | mails.partner_ids) & partners)
        for row in self.env['bus.bus'].sudo().search([]):
            self.check_silent(row.message, f'the bus, to {row.channel},')

    def post(self, path, params):
        body = {'jsonrpc': '2.0', 'method': 'call', 'params': params}
        with mute_logger('odoo.http', 'odoo.addons.base.models.ir_rule'):
            return self.url_open(path, json=body).text
