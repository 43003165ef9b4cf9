from datetime import datetime

from odoo.addons.lead_sla.tests.common import LeadSlaCase
from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestPhonecall(LeadSlaCase):
    """Calls of OCA's CRM Phone Calls are contacts with the customer once they were held."""

    def setUp(self):
        super().setUp()
        self.customer = self.env['res.partner'].create({'name': "Nadia"})
        lead = self.make_leads(1, partner_id=self.customer.id)
        self.clock = self.assign('2026-03-02 10:00', lead=lead)
        self.owned = self.clock.lead_id

    def plan(self, moment='2026-03-02 10:02', user=None, **vals):
        user = user or self.rep_a
        vals = {
            'name': "Call",
            'opportunity_id': self.owned.id,
            'user_id': user.id,
            'date': moment,
            **vals,
        }
        with self.at(moment):
            return self.env['crm.phonecall'].with_user(user).create(vals)

    def hold(self, call, moment='2026-03-02 10:10', user=None, **vals):
        with self.at(moment):
            call.with_user(user or call.user_id).write({'state': 'done', **vals})

    def assert_untouched(self, lead=None):
        self.assertFalse((lead or self.owned).touch_ids)
        self.assertFalse((lead or self.owned).sla_ids.filtered('met_at'))

    def test_held_call_is_a_touch_and_answers(self):
        call = self.plan(description="Wants a lamp")
        self.assert_untouched()
        self.hold(call)
        self.assertRecordValues(
            self.owned.touch_ids,
            [
                {
                    'kind': 'call',
                    'direction': 'out',
                    'outcome': 'reached',
                    'user_id': self.rep_a.id,
                    'date': datetime(2026, 3, 2, 10, 10),
                    'note': "Wants a lamp",
                    'phonecall_id': call.id,
                }
            ],
        )
        self.assertEqual(self.clock.state, 'met')

    def test_call_that_was_not_held_is_none(self):
        call = self.plan()
        for state in ('pending', 'cancel', 'open'):
            self.hold(call, state=state)
        self.plan(state='pending')
        self.assert_untouched()

    def test_call_is_counted_once(self):
        call = self.plan()
        self.hold(call)
        self.hold(call, state='open')
        self.hold(call)
        self.assertEqual(len(self.owned.touch_ids), 1)

    def test_call_from_the_customer_that_was_held_is_a_contact_as_well(self):
        self.hold(self.plan(direction='in'))
        self.assertRecordValues(
            self.owned.touch_ids, [{'direction': 'out', 'user_id': self.rep_a.id}]
        )
        self.assertEqual(self.clock.state, 'met')

    def test_call_noted_afterwards_has_its_own_date_within_the_life_of_the_lead(self):
        """Neither before there was a lead, which would fake the response, nor in the future."""
        self.owned.invalidate_recordset(['create_date'])
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-03-02 10:00' WHERE id = %s", [self.owned.id]
        )
        for date, expected in (
            ('2026-03-02 10:20', datetime(2026, 3, 2, 10, 20)),
            ('2026-03-02 09:00', datetime(2026, 3, 2, 10, 0)),
            ('2026-03-09 09:00', datetime(2026, 3, 2, 12, 0)),
        ):
            with self.subTest(date):
                call = self.plan('2026-03-02 12:00', date=date, state='done')
                touch = self.owned.touch_ids.filtered(lambda t, call=call: t.phonecall_id == call)
                self.assertEqual(touch.date, expected)

    def test_call_of_a_contact_is_about_the_one_open_lead(self):
        self.hold(self.plan(opportunity_id=False, partner_id=self.customer.id))
        self.assertEqual(self.owned.touch_ids.kind, 'call')
        other = self.make_leads(1, partner_id=self.customer.id, user_id=self.rep_a.id)
        self.hold(self.plan(opportunity_id=False, partner_id=self.customer.id))
        self.assertEqual(len(self.owned.touch_ids | other.touch_ids), 1, "it could be either")

    def test_lead_that_is_linked_to_a_held_call(self):
        call = self.plan(opportunity_id=False)
        self.hold(call)
        self.assert_untouched()
        call.opportunity_id = self.owned
        self.assertEqual(self.owned.touch_ids.phonecall_id, call)

    def test_who_may_not_read_the_lead_answers_nobodys_sla(self):
        with self.assertRaises(AccessError):
            self.plan(user=self.rep_b)
        # a colleague links calls to the lead, which are then held by somebody who may not read it
        for owner in (self.rep_b, self.rep_a):
            call = self.plan(opportunity_id=False, user=self.rep_b, user_id=owner.id)
            call.sudo().opportunity_id = self.owned
            self.hold(call, user=self.rep_b)
        self.assert_untouched()

    def test_lead_that_a_pool_hides_is_not_touched(self):
        pool = self.make_pool('blind_pull', self.rep_a | self.leader)
        hidden = self.make_leads(1)
        hidden._enter_pool(pool, 'rule')
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self.plan(opportunity_id=hidden.id, state='done')
        with self.assertRaises(AccessError):
            self.hold(self.plan(opportunity_id=False), opportunity_id=hidden.id)
        self.assert_untouched(hidden)

    def test_automatic_call_is_none(self):
        call = self.plan()
        for context in ({'cron_id': 1}, {'__action_done': {}}):
            self.hold(call.with_context(**context))
        self.assert_untouched()

    def test_queries_do_not_grow_with_the_calls(self):
        spent = {}
        for count in (5, 50):
            leads = self.make_leads(count, user_id=self.rep_a.id)
            calls = self.env['crm.phonecall'].union(
                *[self.plan(opportunity_id=lead.id) for lead in leads]
            )
            calls.invalidate_recordset()
            done = "UPDATE crm_phonecall SET state = 'done' WHERE id = ANY(%s)"
            self.cr.execute(done, [calls.ids])
            before = self.cr.sql_log_count
            calls.with_user(self.rep_a)._record_held({})
            self.env.flush_all()
            spent[count] = self.cr.sql_log_count - before
            self.assertTrue(all(leads.mapped('first_touch_at')))
        self.assertLessEqual(spent[50], spent[5] + 5, spent)
