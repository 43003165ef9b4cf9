import json

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import LeadSlaCase


class LeadCallCase(LeadSlaCase):
    """Base case: Salesperson A has a lead of the team that the leader leads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.active = False
        cls.team.user_id = cls.leader
        cls.lead = cls.make_leads(1, user_id=cls.rep_a.id, team_id=cls.team.id)
        cls.env.flush_all()

    def hide(self):
        """Let the lead lie in a blind pool that nobody of the office is an administrator of."""
        pool = self.make_pool('blind_pull', self.rep_a | self.leader)
        self.lead.user_id = False
        self.lead._enter_pool(pool, 'rule')
        self.env.flush_all()
        self.env.invalidate_all()

    def told(self, record):
        """Return ``(type, payload)`` of what the bus has brought to those who listen to it."""
        self.env.cr.precommit.run()
        name = json.dumps([self.env.cr.dbname, record._name, record.id], separators=(',', ':'))
        rows = self.env['bus.bus'].sudo().search([('channel', '=', name)], order='id')
        messages = [json.loads(row.message) for row in rows]
        return [(message['type'], message['payload']) for message in messages]

    def watched(self, lead, user):
        """Tell whether the server lets a user's web client watch a lead."""
        asked = [f'lead.watch_{lead.id}', 'lead.watch_x', 'lead.watch_0']
        websocket = self.env['ir.websocket'].with_user(user)
        with MockRequest(websocket.env):
            channels = websocket._build_bus_channel_list(asked)
        return any(channel == lead for channel in channels if isinstance(channel, type(lead)))


@tagged('post_install', '-at_install')
class TestCall(LeadCallCase):
    """A call that goes on is seen by whoever may see its lead, until it is logged."""

    def start(self, moment='2026-03-02 10:00', rep=None, lead=None):
        with self.at(moment):
            (lead or self.lead).with_user(rep or self.rep_a).action_start_call()

    def test_everybody_who_sees_the_lead_sees_the_call(self):
        self.start()
        with self.at('2026-03-02 10:05'):
            seen = self.lead.with_user(self.leader)
            self.assertEqual(seen.live_call, {'user': "Rep A", 'since': '2026-03-02 10:00:00'})
            self.assertFalse(seen.is_my_call)
            self.assertTrue(self.lead.with_user(self.rep_a).is_my_call)

    def test_logging_the_call_ends_it_and_dates_it_at_its_start(self):
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-03-02' WHERE id = %s", self.lead.ids
        )
        self.lead.invalidate_recordset(['create_date'])
        self.start()
        lead = self.lead.with_user(self.rep_a)
        with self.at('2026-03-02 10:12'):
            context = lead.action_log_call()['context']
            call = self.env['lead.touch.wizard'].with_user(self.rep_a).with_context(**context)
            call.create({'outcome': 'reached'}).action_log()
            self.assertFalse(lead.live_call)
        self.assertEqual(str(lead.call_ids.ended_at), '2026-03-02 10:12:00')
        self.assertEqual(str(lead.touch_ids.date), '2026-03-02 10:00:00')

    def test_nobody_is_on_two_calls(self):
        other = self.make_leads(1, user_id=self.rep_a.id)
        self.start()
        self.start('2026-03-02 10:10', lead=other)
        with self.at('2026-03-02 10:11'):
            self.assertFalse(self.lead.live_call)
            self.assertTrue(other.live_call)

    def test_forgotten_call_is_over_after_some_hours(self):
        self.start()
        with self.at('2026-03-02 14:01'):
            self.lead.invalidate_recordset(['live_call'])
            self.assertFalse(self.lead.live_call)
            self.env['lead.call']._gc_forgotten()
        self.assertTrue(self.lead.call_ids.ended_at)

    def test_web_clients_that_show_the_lead_are_told(self):
        self.start()
        self.assertEqual(self.told(self.lead), [('lead_watched', {'lead_id': self.lead.id})])
        self.lead.with_user(self.leader).message_post(
            body="Offer ten percent", message_type='comment', subtype_xmlid='mail.mt_note'
        )
        self.assertEqual(len(self.told(self.lead)), 2)

    def test_lists_of_calls_are_told_when_one_begins_or_ends(self):
        salespeople = self.env.ref('sales_team.group_sale_salesman')
        self.start()
        self.assertEqual(self.told(salespeople), [('lead_calls_changed', {})])
        self.lead.call_ids._end()
        self.assertEqual(len(self.told(salespeople)), 2)

    def test_only_who_may_read_the_lead_may_watch_it(self):
        clerk = new_test_user(self.env, 'clerk', 'base.group_user')
        self.assertTrue(self.watched(self.lead, self.rep_a))
        self.assertTrue(self.watched(self.lead, self.leader))
        self.assertFalse(self.watched(self.lead, self.rep_b), "it is another salesperson's")
        self.assertFalse(self.watched(self.lead, clerk))

    def test_hidden_lead_is_watched_and_called_by_nobody(self):
        self.start()
        self.hide()
        for user in (self.rep_a, self.leader):
            self.assertFalse(self.watched(self.lead, user))
            self.assertFalse(self.env['lead.call'].with_user(user).search([]))
            with self.assertRaises(AccessError):
                self.lead.with_user(user).action_start_call()

    def test_nobody_writes_calls_by_hand(self):
        self.start()
        for user in (self.rep_a, self.leader):
            call = self.lead.call_ids.with_user(user)
            with self.assertRaises(AccessError):
                call.write({'ended_at': False})
            with self.assertRaises(AccessError):
                call.create(
                    {'lead_id': self.lead.id, 'user_id': user.id, 'started_at': '2026-03-02'}
                )
            with self.assertRaises(AccessError):
                call.unlink()

    def test_lead_of_another_is_called_by_nobody_else(self):
        with self.assertRaises(AccessError):
            self.lead.with_user(self.rep_b).action_start_call()


@tagged('post_install', '-at_install')
class TestQuestion(LeadCallCase):
    """The leader is asked in the chatter, and answers there."""

    def ask(self, text="May I give ten percent?", lead=None, user=None):
        lead = (lead or self.lead).with_user(user or self.rep_a)
        context = lead.action_ask_leader()['context']
        wizard = self.env['lead.question.wizard'].with_user(lead.env.user).with_context(**context)
        return wizard.create({'question': text}).action_ask()

    def pop_ups(self, user):
        told = self.told(user.partner_id)
        shown = [payload for kind, payload in told if kind == 'simple_notification']
        return [(payload['title'], payload['message']) for payload in shown]

    def question(self):
        kind = self.env.ref('lead_sla.mail_activity_type_question')
        return (
            self.env['mail.activity']
            .with_context(active_test=False)
            .search([('activity_type_id', '=', kind.id), ('res_id', '=', self.lead.id)])
        )

    def answer(self, user=None, **kwargs):
        values = {'message_type': 'comment', 'subtype_xmlid': 'mail.mt_note', **kwargs}
        return self.lead.with_user(user or self.leader).message_post(body="Yes, once", **values)

    def test_question_is_in_the_chatter_and_on_the_leaders_list(self):
        self.leader.notification_type = 'inbox'
        self.ask()
        message = self.lead.message_ids[:1]
        self.assertIn("May I give ten percent?", message.body)
        self.assertTrue(message.subtype_id.internal, "the customer must not get it")
        self.assertEqual(message.notification_ids.res_partner_id, self.leader.partner_id)
        self.assertEqual(message.notification_ids.notification_type, 'inbox')
        self.assertEqual(self.question().user_id, self.leader)
        self.assertEqual(self.question().summary, "Rep A asks: May I give ten percent?")
        self.assertFalse(self.lead.touch_ids, "nobody has been in contact with the customer")

    def test_answer_closes_the_question_and_reaches_who_asked(self):
        self.rep_a.notification_type = 'inbox'
        self.ask()
        message = self.answer()
        self.assertFalse(self.question().active)
        self.assertIn(self.rep_a.partner_id, message.notification_ids.res_partner_id)

    def test_message_to_the_customer_is_no_answer(self):
        self.ask()
        self.answer(subtype_xmlid='mail.mt_comment')
        self.assertTrue(self.question().active)

    def test_note_of_somebody_else_is_no_answer(self):
        self.ask()
        message = self.answer(user=self.rep_a)
        self.assertTrue(self.question().active)
        self.assertFalse(message.notification_ids)

    def test_leader_and_who_asked_get_a_pop_up(self):
        self.ask()
        self.assertEqual(
            self.pop_ups(self.leader),
            [(f"Rep A asks about {self.lead.name}", "May I give ten percent?")],
        )
        self.answer()
        self.assertEqual(
            self.pop_ups(self.rep_a), [(f"Leader answered about {self.lead.name}", "Yes, once")]
        )

    def test_team_without_a_leader_says_so(self):
        self.team.user_id = False
        self.rep_a.sale_team_id.user_id = False
        with self.assertRaisesRegex(UserError, "nobody to ask"):
            self.lead.with_user(self.rep_a).action_ask_leader()

    def test_leader_has_nobody_to_ask(self):
        self.lead.user_id = self.leader
        with self.assertRaisesRegex(UserError, "nobody to ask"):
            self.lead.with_user(self.leader).action_ask_leader()

    def test_leader_who_does_not_see_the_lead_is_not_asked(self):
        self.team.user_id = self.rep_b
        with self.assertRaisesRegex(UserError, "nobody to ask"):
            self.lead.with_user(self.rep_a).action_ask_leader()

    def test_nobody_asks_about_what_he_may_not_write(self):
        wizard = self.env['lead.question.wizard'].with_user(self.rep_b)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.rep_b).action_ask_leader()
        with self.assertRaises(AccessError):
            wizard.create({'lead_id': self.lead.id, 'question': "?"}).action_ask()
