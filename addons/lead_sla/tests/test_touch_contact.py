from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestTouchContact(LeadSlaCase):
    """What people write, call and plan on a contact is about its only open lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create(
            {'name': "Nadia", 'email': 'nadia@example.com', 'phone': '+33612345678'}
        )
        cls.rep_a.email = 'rep_a@company.example.com'

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00', lead=self.make_lead())
        self.owned = self.sla.lead_id

    def make_lead(self, **vals):
        return self.make_leads(1, partner_id=self.customer.id, **vals)

    def mail(self, user=None, context=None, **values):
        values = {
            'body': "Hi",
            'message_type': 'comment',
            'subtype_xmlid': 'mail.mt_comment',
            'partner_ids': self.customer.ids,
            **values,
        }
        contact = self.customer.with_user(user or self.rep_a).with_context(**(context or {}))
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            return contact.message_post(**values)

    def close(self, activity_type, user=None, contact=None):
        with self.at('2026-03-02 10:10'):
            (contact or self.customer).activity_schedule(
                activity_type_id=activity_type.id, user_id=(user or self.rep_a).id
            ).with_user(user or self.rep_a).action_feedback("Done")

    def assert_untouched(self, *leads):
        for lead in leads or [self.owned]:
            self.assertFalse(lead.touch_ids)
            self.assertFalse(lead.first_touch_at)
            self.assertFalse(lead.sla_ids.filtered('met_at'))

    def test_mail_on_the_contact_touches_its_open_lead_and_answers(self):
        message = self.mail()
        self.assertRecordValues(
            self.owned.touch_ids,
            [
                {
                    'kind': 'email',
                    'direction': 'out',
                    'user_id': self.rep_a.id,
                    'message_id': message.id,
                }
            ],
        )
        self.assertEqual(self.sla.state, 'met')
        self.assertEqual(self.sla.response_minutes, 10)

    def test_what_is_no_mail_to_the_contact(self):
        other = self.env['res.partner'].create({'name': "Lawyer", 'email': 'lawyer@example.com'})
        root = self.env.ref('base.user_root')
        portal = new_test_user(self.env, 'nadia', 'base.group_portal', partner_id=self.customer.id)
        cases = {
            "internal note": {'subtype_xmlid': 'mail.mt_note'},
            "to a colleague": {'partner_ids': self.leader.partner_id.ids},
            "to somebody else outside": {'partner_ids': other.ids},
            "automatic answer": {'message_type': 'auto_comment'},
            "notification": {'message_type': 'notification'},
            "mailing": {'message_type': 'email_outgoing'},
            "posted by a cron": {'context': {'cron_id': 1}},
            "posted by an automation": {'context': {'__action_done': {}}},
            "of OdooBot": {'user': root, 'author_id': root.partner_id.id},
            "of the customer": {'user': root, 'author_id': portal.partner_id.id},
        }
        for name, values in cases.items():
            with self.subTest(name):
                self.mail(**values)
                self.assert_untouched()

    def test_mail_of_the_contact_is_no_answer_of_ours(self):
        mail = (
            "From: nadia@example.com\nTo: leads@company.example.com\nSubject: When?\n"
            "Message-Id: <when@example.com>\nContent-Type: text/plain\n\nWhen do you come?\n"
        )
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.env['mail.thread'].with_user(self.env.ref('base.user_root')).message_process(
                'res.partner', mail, thread_id=self.customer.id
            )
        self.assertIn("When do you come?", self.customer.message_ids[0].body)
        self.assert_untouched()

    def test_which_lead_is_meant(self):
        """Open leads of the contact, by whom they are owned, and which of them a mail touches."""
        lost = self.make_lead(user_id=self.rep_a.id)
        lost.action_set_lost()
        won = self.make_lead(user_id=self.rep_a.id, type='opportunity')
        won.action_set_won()
        trash = self.make_lead(user_id=self.rep_a.id)
        trash._change_status(self.status('recycle'), self.reason('recycle'))
        of_colleague = self.make_lead(user_id=self.rep_b.id)
        self.mail(self.leader)
        self.assert_untouched(self.owned, of_colleague, lost, won, trash)
        self.mail(self.rep_a)
        self.assertEqual(len(self.owned.touch_ids), 1, "the only open one of the salesperson")
        second = self.make_lead(user_id=self.rep_a.id)
        self.mail(self.rep_a)
        self.assertEqual(len(self.owned.touch_ids), 1, "it could be either")
        self.assert_untouched(of_colleague, lost, won, trash, second)

    def test_who_may_not_read_the_lead_answers_nobodys_sla(self):
        with self.assertRaises(AccessError):
            self.owned.with_user(self.rep_b).read(['name'])
        self.mail(self.rep_b)
        self.close(self.env.ref('mail.mail_activity_data_call'), self.rep_b)
        self.assert_untouched()

    def test_people_outside_sales_write_to_contacts_as_without_us(self):
        rights = 'base.group_user,base.group_partner_manager'
        outsider = new_test_user(self.env, 'outsider', rights, email='out@company.example.com')
        self.assertTrue(self.mail(outsider))
        self.close(self.env.ref('mail.mail_activity_data_call'), outsider)
        self.assert_untouched()

    def test_colleague_who_may_read_the_lead_answers(self):
        self.mail(self.leader)
        self.assertEqual(self.owned.touch_ids.user_id, self.leader)
        self.assertEqual(self.sla.state, 'met')

    def test_lead_hidden_in_a_pool_is_neither_touched_nor_in_the_way(self):
        pool = self.make_pool('blind_pull', self.rep_a | self.rep_b)
        hidden = self.make_lead()
        hidden._enter_pool(pool, 'rule')
        self.env.flush_all()
        self.mail(self.rep_a)
        self.assertEqual(len(self.owned.touch_ids), 1)
        self.mail(self.rep_b)
        self.assert_untouched(hidden)

    def test_activities_on_the_contact(self):
        types = self.env['mail.activity.type']
        self.close(types.create({'name': "Sort papers"}))
        self.close(types.create({'name': "Contract", 'category': 'upload_file'}))
        self.assert_untouched()
        self.close(types.create({'name': "Ring", 'category': 'phonecall'}))
        self.assertRecordValues(
            self.owned.touch_ids, [{'kind': 'call', 'user_id': self.rep_a.id, 'note': "Done"}]
        )
        self.assertEqual(self.sla.state, 'met')

    def test_mail_written_and_then_marked_as_done_counts_once(self):
        with self.at('2026-03-02 10:05'):
            activity = self.customer.activity_schedule(
                'mail.mail_activity_data_email', user_id=self.rep_a.id
            )
            activity.create_date = self.env.cr.now()
        self.mail()
        with self.at('2026-03-02 10:12'):
            activity.with_user(self.rep_a).action_feedback()
        self.assertEqual(self.owned.touch_ids.activity_id, activity)

    def test_queries_do_not_grow_with_the_activities(self):
        call = self.env.ref('mail.mail_activity_data_call')
        spent = {}
        for count in (5, 50):
            contacts = self.env['res.partner'].create([{'name': f"C{n}"} for n in range(count)])
            for contact in contacts:
                self.make_leads(1, partner_id=contact.id, user_id=self.rep_a.id)
            activities = self.env['mail.activity'].union(
                *[c.activity_schedule(activity_type_id=call.id) for c in contacts]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = activities.with_user(self.rep_a)._prepare_touches("Done")
            spent[count] = self.cr.sql_log_count - before
            self.assertEqual(len(found), count)
        self.assertLessEqual(spent[50], spent[5], spent)
