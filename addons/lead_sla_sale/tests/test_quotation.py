from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import LeadSaleCase


@tagged('post_install', '-at_install')
class TestQuotation(LeadSaleCase):
    """A quotation that is sent is a contact with the customer, and the offer of its lead."""

    def assert_untouched(self, lead=None):
        lead = lead or self.owned
        self.assertFalse(lead.touch_ids)
        self.assertFalse(lead.sla_ids.filtered('met_at'))

    def test_quotation_mailed_from_the_order_is_a_touch_and_answers(self):
        self.send()
        self.assertEqual(self.order.state, 'sent')
        self.assertRecordValues(
            self.owned.touch_ids,
            [{'kind': 'email', 'direction': 'out', 'user_id': self.rep_a.id}],
        )
        self.assertEqual(self.owned.touch_ids.message_id.res_id, self.order.id)
        self.assertEqual(self.clock.state, 'met')
        self.assertEqual(self.clock.response_minutes, 10)

    def test_quotation_mailed_from_the_order_is_the_offer_at_once(self):
        self.make_plan("After the offer", 'offer_sent', [{'summary': "Follow up"}])
        self.send()
        self.assertEqual(self.owned.offer_sent_at, datetime(2026, 3, 2, 10, 10))
        self.follow_plans('2026-03-02 10:10')
        self.assertEqual(self.steps(self.owned), [("Follow up", 'open')])

    def test_mailed_again_is_the_same_offer_and_another_touch(self):
        self.make_plan("After the offer", 'offer_sent', [{'summary': "Follow up"}])
        self.send()
        self.send(moment='2026-03-02 11:00')
        self.assertEqual(self.owned.offer_sent_at, datetime(2026, 3, 2, 10, 10))
        self.assertEqual(len(self.owned.plan_run_ids), 1)
        self.assertEqual(len(self.owned.touch_ids), 2)

    def test_another_quotation_is_another_offer(self):
        self.send()
        self.send(self.quote(self.owned), moment='2026-03-03 11:00')
        self.assertEqual(self.owned.offer_sent_at, datetime(2026, 3, 3, 11))

    def test_open_step_for_the_offer_is_done_by_it_and_counts_once(self):
        by_mail = {'name': "Offer", 'lead_touch_kind': 'email'}
        offer = {
            'summary': "Offer",
            'lead_action': 'offer',
            'activity_type_id': self.env['mail.activity.type'].create(by_mail).id,
        }
        self.make_plan("Five steps", 'assigned', [offer, {'summary': "Follow up"}])
        lead = self.give_lead('2026-03-02 10:00', type='opportunity', partner_id=self.customer.id)
        self.assertEqual(self.steps(lead), [("Offer", 'open')])
        self.send(self.quote(lead))
        self.assertEqual(self.steps(lead), [("Offer", 'done'), ("Follow up", 'open')])
        self.assertEqual(lead.plan_step_ids.sorted('id')[0].done_by_id, self.rep_a)
        self.assertEqual(lead.touch_ids.mapped('kind'), ['email'])
        self.assertEqual(lead.offer_sent_at, datetime(2026, 3, 2, 10, 10))

    def test_marked_as_sent_is_an_offer_without_a_mail(self):
        with self.at('2026-03-02 10:10'):
            self.order.action_quotation_sent()
        self.assertEqual(self.owned.offer_sent_at, datetime(2026, 3, 2, 10, 10))
        self.assert_untouched()

    def test_order_that_is_linked_later_or_made_as_sent(self):
        order = self.quote(self.env['crm.lead'])
        order.action_quotation_sent()
        self.assertFalse(self.owned.offer_sent_at)
        order.opportunity_id = self.owned
        self.assertTrue(self.owned.offer_sent_at)
        imported = self.make_leads(1, type='opportunity', user_id=self.rep_a.id)
        self.quote(imported, state='sent')
        self.assertTrue(imported.offer_sent_at)

    def test_merged_leads_have_the_offer_they_had(self):
        self.make_plan("After the offer", 'offer_sent', [{'summary': "Follow up"}])
        self.send()
        other = self.make_leads(1, type='opportunity', user_id=self.rep_a.id, priority='3')
        with self.at('2026-03-04 10:00'):
            merged = (other | self.owned).merge_opportunity()
        self.assertEqual(merged.order_ids, self.order)
        self.assertEqual(merged.offer_sent_at, datetime(2026, 3, 2, 10, 10))
        self.assertEqual(len(merged.plan_run_ids), 1)

    def test_what_is_no_contact_with_the_customer(self):
        portal = new_test_user(self.env, 'nadia', 'base.group_portal', partner_id=self.customer.id)
        root = self.env.ref('base.user_root')
        cases = {
            "internal note": {'subtype_xmlid': 'mail.mt_note'},
            "to a colleague": {'partner_ids': self.leader.partner_id.ids},
            "notification": {'message_type': 'notification'},
            "posted by a cron": {'context': {'cron_id': 1}},
            "posted by an automation": {'context': {'__action_done': {}}},
            "of OdooBot": {'user': root, 'author_id': root.partner_id.id},
            "of a portal user": {'author_id': portal.partner_id.id},
        }
        for name, values in cases.items():
            with self.subTest(name):
                self.post(**values)
                self.assert_untouched()
        self.post()
        self.assertEqual(len(self.owned.touch_ids), 1, "the same message by hand")

    def post(self, user=None, context=None, **values):
        values = {
            'body': "Hi",
            'message_type': 'comment',
            'subtype_xmlid': 'mail.mt_comment',
            'partner_ids': self.customer.ids,
            **values,
        }
        order = self.order.with_user(user or self.rep_a).with_context(**(context or {}))
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            order.message_post(**values)

    def test_confirmation_that_odoo_sends_is_no_contact(self):
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.order.sudo()._validate_order()
        self.assertEqual(self.order.state, 'sale')
        self.assertTrue(self.order.message_ids.filtered('notified_partner_ids'))
        self.assert_untouched()
        self.assertTrue(self.owned.offer_sent_at)

    def test_answer_of_the_customer_is_theirs_and_no_answer_of_ours(self):
        mail = (
            "From: nadia@example.com\nTo: sales@company.example.com\nSubject: Re: Quotation\n"
            "Message-Id: <re@example.com>\nContent-Type: text/plain\n\nToo dear.\n"
        )
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.env['mail.thread'].with_user(self.env.ref('base.user_root')).message_process(
                'sale.order', mail, thread_id=self.order.id
            )
        self.assertRecordValues(
            self.owned.touch_ids, [{'kind': 'email', 'direction': 'in', 'user_id': False}]
        )
        self.assertEqual(self.clock.state, 'running')

    def test_who_may_not_read_the_lead_neither_answers_nor_offers(self):
        order = self.quote(self.env['crm.lead'], self.rep_b)
        with self.assertRaises(AccessError):
            order.opportunity_id = self.owned
        order.sudo().opportunity_id = self.owned
        with self.assertRaises(AccessError):
            self.owned.with_user(self.rep_b).read(['name'])
        self.send(order, self.rep_b)
        self.assertEqual(order.state, 'sent')
        self.close(self.env.ref('mail.mail_activity_data_call'), order, self.rep_b)
        self.assert_untouched()
        self.assertFalse(self.owned.offer_sent_at)

    def test_lead_that_a_pool_hides_is_not_touched(self):
        order = self.quote(self.env['crm.lead'])
        pool = self.make_pool('blind_pull', self.rep_a | self.leader)
        hidden = self.make_leads(1, type='opportunity', company_id=self.env.company.id)
        hidden._enter_pool(pool, 'rule')
        self.env.flush_all()
        with self.assertRaises(AccessError):
            order.write({'opportunity_id': hidden.id, 'state': 'sent'})
        order.sudo().opportunity_id = hidden
        self.assertFalse(hidden.offer_sent_at)
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            order.sudo().message_post(
                body="Hi",
                author_id=self.rep_a.partner_id.id,
                message_type='comment',
                subtype_xmlid='mail.mt_comment',
                partner_ids=self.customer.ids,
            )
        self.assert_untouched(hidden)

    def close(self, activity_type, order=None, user=None):
        with self.at('2026-03-02 10:10'):
            (order or self.order).activity_schedule(
                activity_type_id=activity_type.id, user_id=(user or self.rep_a).id
            ).with_user(user or self.rep_a).action_feedback("Done")

    def test_call_about_the_quotation_is_a_call_about_the_lead(self):
        types = self.env['mail.activity.type']
        self.close(types.create({'name': "Contract", 'category': 'upload_file'}))
        self.assert_untouched()
        self.close(types.create({'name': "Ring", 'category': 'phonecall'}))
        self.assertRecordValues(
            self.owned.touch_ids, [{'kind': 'call', 'user_id': self.rep_a.id, 'note': "Done"}]
        )
        self.assertEqual(self.clock.state, 'met')

    def test_queries_do_not_grow_with_the_quotations(self):
        call = self.env.ref('mail.mail_activity_data_call')
        spent = {}
        for count in (5, 50):
            leads = self.make_leads(
                count, type='opportunity', user_id=self.rep_a.id, company_id=self.env.company.id
            )
            orders = self.env['sale.order'].union(*[self.quote(lead) for lead in leads])
            activities = self.env['mail.activity'].union(
                *[order.activity_schedule(activity_type_id=call.id) for order in orders]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = activities.with_user(self.rep_a)._prepare_touches("Done")
            calls = self.cr.sql_log_count - before
            before = self.cr.sql_log_count
            orders.with_user(self.rep_a)._note_offers()
            self.env.flush_all()
            spent[count] = (calls, self.cr.sql_log_count - before)
            self.assertEqual(len(found), count)
            self.assertTrue(all(leads.mapped('offer_sent_at')))
        self.assertLessEqual(spent[50][0], spent[5][0], spent)
        self.assertLessEqual(spent[50][1], spent[5][1] + 2, spent)
