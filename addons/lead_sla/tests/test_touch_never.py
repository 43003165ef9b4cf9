from odoo.tests import new_test_user, tagged

from .common import LeadSlaCase
from .test_touch_message import MAIL

AUTOMATIC_HEADERS = (
    'Auto-Submitted: auto-replied',
    'Auto-Submitted: auto-generated; owner-email="x@example.com"',
    'Precedence: bulk',
    'Precedence: auto_reply',
    'X-Autoreply: yes',
    'X-Autorespond: away',
    'X-Auto-Reply: yes',
    'X-Auto-Response-Suppress: All',
    'Precedence: auto-reply',
    'Return-Path: <>',
)


@tagged('post_install', '-at_install')
class TestTouchNever(LeadSlaCase):
    """What looks like contact and is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create(
            {'name': "Nadia", 'email': 'customer0@example.com'}
        )
        cls.rep_a.email = 'rep_a@company.example.com'
        cls.template = cls.env['mail.template'].create(
            {
                'name': "Offer",
                'model_id': cls.env['ir.model']._get_id('crm.lead'),
                'subject': "Offer",
                'body_html': "<p>Our offer</p>",
                'email_to': 'customer0@example.com',
            }
        )

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id

    def post(self, user=None, context=None, **values):
        values = {
            'body': "Hi",
            'message_type': 'comment',
            'subtype_xmlid': 'mail.mt_comment',
            'partner_ids': self.customer.ids,
            **values,
        }
        lead = self.owned.with_user(user or self.rep_a).with_context(**(context or {}))
        return lead.message_post(**values)

    def close_call(self, user, context=None):
        activity = self.owned.activity_schedule(
            'mail.mail_activity_data_call', user_id=self.rep_a.id
        )
        activity.with_user(user).with_context(**(context or {}))._action_done()

    def compose(self, **values):
        composer = (
            self.env['mail.compose.message']
            .with_user(self.rep_a)
            .with_context(default_model='crm.lead', default_res_ids=values.pop('leads').ids)
            .create({'body': "Hi", 'subject': "Hi", **values})
        )
        composer._action_send_mail()

    def run_server_action(self, method):
        action = self.env['ir.actions.server'].create(
            {
                'name': "Send",
                'model_id': self.env['ir.model']._get_id('crm.lead'),
                'state': 'mail_post',
                'template_id': self.template.id,
                'mail_post_method': method,
            }
        )
        action.with_user(self.leader).sudo().with_context(
            active_model='crm.lead', active_ids=self.owned.ids, active_id=self.owned.id
        ).run()

    def test_what_never_counts(self):
        root = self.env.ref('base.user_root')
        gone = new_test_user(self.env, 'gone', 'sales_team.group_sale_manager', email='g@x.example')
        gone.active = False
        portal = new_test_user(self.env, 'portal', 'base.group_portal', email='p@x.example')
        more = self.owned | self.make_leads(1)
        cases = {
            "internal note": lambda: self.post(subtype_xmlid='mail.mt_note'),
            "acknowledgement": lambda: self.post(message_type='auto_comment'),
            "notification": lambda: self.post(message_type='notification'),
            "out of office": lambda: self.post(message_type='out_of_office'),
            "mailing": lambda: self.post(message_type='email_outgoing'),
            "of OdooBot": lambda: self.post(root, author_id=root.partner_id.id),
            "in the name of who is gone": lambda: self.post(
                self.leader, author_id=gone.partner_id.id
            ),
            "in the name of a portal user": lambda: self.post(
                self.leader, author_id=portal.partner_id.id
            ),
            "posted by a cron": lambda: self.post(context={'cron_id': 1}),
            "posted by an automation": lambda: self.post(context={'__action_done': {}}),
            "to a colleague": lambda: self.post(partner_ids=self.leader.partner_id.ids),
            "to nobody": lambda: self.post(partner_ids=[]),
            "mailing composed for several": lambda: self.compose(
                leads=more, composition_mode='mass_mail'
            ),
            "template sent to several activities": lambda: more.with_user(
                self.leader
            ).activity_send_mail(self.template.id),
            "template mailed": lambda: self.template.with_user(self.rep_a).send_mail(self.owned.id),
            "server action, message": lambda: self.run_server_action('comment'),
            "server action, mail": lambda: self.run_server_action('email'),
            "call closed by OdooBot": lambda: self.close_call(root),
            "call closed by a cron": lambda: self.close_call(self.leader, {'cron_id': 1}),
            "call closed by an automation": lambda: self.close_call(
                self.leader, {'__action_done': {}}
            ),
            "recorded for OdooBot": lambda: self.owned._follow_up('call', user_id=root.id),
            "recorded for who is gone": lambda: self.owned._follow_up('call', user_id=gone.id),
            "recorded for a portal user": lambda: self.owned._follow_up('call', user_id=portal.id),
        }
        for name, act in cases.items():
            with self.subTest(name), self.at('2026-03-02 10:10'), self.mock_mail_gateway():
                act()
                self.assertFalse(self.owned.touch_ids)
                self.assertFalse(self.owned.first_touch_at)
                self.assertEqual(self.sla.state, 'running')

    def test_same_message_by_hand_counts(self):
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.post()
        self.assertEqual(len(self.owned.touch_ids), 1)

    def receive(self, number, sender, header=''):
        mail = MAIL.format(
            sender=sender,
            to='customer0@example.com, leads@company.example.com',
            subject=f"m{number}",
            reply_to='',
        ).replace('Content-Type', f"{header}\nContent-Type" if header else 'Content-Type')
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.env['mail.thread'].with_user(self.env.ref('base.user_root')).message_process(
                'crm.lead', mail, thread_id=self.owned.id
            )

    def test_automatic_reply_is_neither_ours_nor_the_customers(self):
        senders = ('rep_a@company.example.com', 'customer0@example.com')
        for number, header in enumerate(AUTOMATIC_HEADERS):
            for sender in senders:
                with self.subTest(header=header, sender=sender):
                    self.receive(f'{number}{sender[:3]}', sender, header)
                    self.assertFalse(self.owned.touch_ids)
        self.receive('by hand', senders[0], 'Auto-Submitted: no')
        self.assertEqual(self.owned.touch_ids.direction, 'out')

    def test_mail_of_an_archived_colleague_is_nobodys(self):
        self.rep_c.email = 'rep_c@company.example.com'
        self.rep_c.active = False
        self.receive('gone', 'rep_c@company.example.com')
        self.assertFalse(self.owned.touch_ids)
