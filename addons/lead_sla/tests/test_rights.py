from datetime import datetime

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LeadSlaCase

READ_ONLY = ('lead.sla', 'lead.sla.escalation.log', 'lead.touch')
CONFIGURATION = ('lead.sla.policy', 'lead.sla.target', 'lead.sla.escalation')


@tagged('post_install', '-at_install')
class TestRights(LeadSlaCase):
    """Who sees and writes what.

                  SLAs, touches        policies    logs a call
    salesperson           of leads they see      read        own and unowned leads
    leader        all                    all         all
    marketer      of leads they see      read        leads they see
    """

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id
        self.touch = self.call(self.owned, '2026-03-02 10:10')

    def test_nobody_writes_slas_or_touches(self):
        for user in (self.rep_a, self.leader, self.marketer):
            for model in READ_ONLY:
                for operation in ('create', 'write', 'unlink'):
                    with self.subTest(f"{user.login} {operation} {model}"):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_leader_configures(self):
        for model in CONFIGURATION:
            for operation in ('create', 'write', 'unlink'):
                with self.subTest(f"{operation} {model}"):
                    self.assertTrue(self.env[model].with_user(self.leader).has_access(operation))
                    for user in (self.rep_a, self.marketer):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_rep_sees_what_belongs_to_leads_they_see(self):
        for record in (self.sla, self.touch):
            self.assert_visible(record, self.rep_a)
            self.assert_visible(record, self.leader)
            self.assert_hidden(record, self.rep_b)

    def assert_visible(self, record, user):
        record = record.with_user(user)
        self.assertTrue(record.search([('id', '=', record.id)]))
        self.assertTrue(record.read(['lead_id']))

    def assert_hidden(self, record, user):
        self.env.invalidate_all()
        record = record.with_user(user)
        domain = [('id', '=', record.id)]
        self.assertFalse(record.search(domain))
        self.assertEqual(record.search_count(domain), 0)
        self.assertFalse(record.has_access('read'))
        self.assertFalse(record.formatted_read_group(domain, ['lead_id'], ['__count']))
        with self.assertRaises(AccessError):
            record.read(['lead_id'])

    def test_slas_of_another_company_are_hidden(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        (self.leader | self.rep_a).company_ids = [Command.link(company.id)]
        self.owned.write({'team_id': False, 'company_id': company.id})
        here = self.leader.with_context(allowed_company_ids=self.env.company.ids)
        slas = here.with_user(self.leader).env['lead.sla']
        self.assertFalse(slas.search([('id', '=', self.sla.id)]))

    def test_blind_pool_lead_leaks_nothing(self):
        pool = self.env['lead.pool'].create(
            {
                'name': "Blind",
                'method': 'blind_pull',
                'user_ids': [Command.set((self.rep_a | self.rep_b).ids)],
            }
        )
        self.owned._release('returned', "Back to the pool")
        self.owned.write({'distribution_state': 'pool', 'pool_id': pool.id})
        for record in (self.sla, self.touch):
            self.assert_hidden(record, self.rep_b)

    def test_rep_cannot_log_a_call_on_a_lead_they_cannot_write(self):
        wizard = self.env['lead.touch.wizard'].with_user(self.rep_b).sudo()
        wizard = wizard.create({'lead_id': self.owned.id, 'outcome': 'reached'}).sudo(False)
        with self.assertRaises(AccessError):
            wizard.action_log()

    def test_nobody_deletes_or_forges_touches_and_slas(self):
        """By RPC: whatever a role may read of them, it may not change."""
        forged = {'lead_id': self.owned.id, 'kind': 'call', 'date': datetime(2026, 3, 2)}
        for user in (self.rep_a, self.rep_b, self.leader, self.marketer):
            for record in (self.touch.with_user(user), self.sla.with_user(user)):
                with self.subTest(f"{user.login} {record._name}"):
                    self.assertRaises(AccessError, record.unlink)
                    self.assertRaises(AccessError, record.write, {'lead_id': False})
                    self.assertRaises(AccessError, record.copy)
            touches = self.env['lead.touch'].with_user(user)
            self.assertRaises(AccessError, touches.create, forged)

    def test_measured_fields_cannot_be_written_by_hand(self):
        lead = self.owned.with_user(self.rep_a)
        for values in (
            {'first_touch_at': datetime(2026, 3, 2)},
            {'last_touch_at': datetime(2026, 3, 2)},
            {'sla_state': 'met'},
            {'sla_deadline': datetime(2027, 1, 1)},
            {'sla_ids': [Command.update(self.sla.id, {'state': 'met'})]},
            {'touch_ids': [Command.create({'kind': 'call', 'date': datetime(2026, 3, 2)})]},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                lead.write(values)

    def test_only_leaders_retry(self):
        with self.assertRaises(AccessError):
            self.sla.with_user(self.rep_a).action_retry()

    def test_rep_and_marketer_open_the_lead(self):
        for user in (self.rep_a, self.leader):
            Form(self.owned.with_user(user))
        Form(self.make_leads(1).with_user(self.marketer))

    def test_rep_assigns_and_answers_without_any_right_on_slas(self):
        self.rule.active = False  # what rules give out nobody takes
        lead = self.make_leads(1)
        with self.at('2026-03-02 10:00'):
            lead.with_user(self.rep_a).user_id = self.rep_a
        self.assertEqual(lead.sla_state, 'running')
        with self.at('2026-03-02 10:10'):
            lead.sla_ids.activity_id.with_user(self.rep_a).action_done()
        self.assertEqual(lead.sla_state, 'met')
