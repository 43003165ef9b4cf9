"""The story of a lead in the real browser, one chapter per role."""

from odoo.addons.mail.tests.common import MockEmail
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

SALESMAN = 'sales_team.group_sale_salesman'
MAIL = """From: Flora <flora@florist.example.com>
To: vans@{domain}
Subject: Vans for a florist
Message-ID: <story-tour@florist.example.com>
Content-Type: text/plain; charset=utf-8

We need two vans by June. Call me: +1 555 0100
"""


@tagged('post_install', '-at_install')
class TestStoryTour(MockEmail, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._init_mail_gateway()
        cls.env.ref('base.group_user').implied_ids |= cls.env.ref('crm.group_use_lead')
        cls.marketer = new_test_user(
            cls.env, 'story_marketer', 'lead_qualification.group_lead_marketer'
        )
        cls.reps = new_test_user(cls.env, 'story_rep_1', SALESMAN, name="Rep One")
        cls.reps |= new_test_user(cls.env, 'story_rep_2', SALESMAN, name="Rep Two")
        cls.leader = new_test_user(cls.env, 'story_leader', 'sales_team.group_sale_manager')
        cls.env['lead.distribution.rule'].search([]).active = False
        cls.env['lead.sla.policy'].search([]).active = False
        cls.rule = cls.env['lead.distribution.rule'].create(
            {
                'name': "Passed leads",
                'domain': "[('lead_status_id.meaning', '=', 'passed')]",
                'member_ids': [Command.create({'user_id': rep.id}) for rep in cls.reps],
            }
        )
        cls.policy = cls.env['lead.sla.policy'].create(
            {
                'name': "Answer today",
                'target_ids': [Command.create({'amount': 4, 'unit': 'hour', 'time_base': 'clock'})],
                'escalation_ids': [Command.create({'action': 'reassign'})],
            }
        )
        cls.team = cls.env['crm.team'].create(
            {'name': "Vans", 'use_leads': True, 'alias_name': 'vans', 'user_id': cls.leader.id}
        )

    def run_cron(self, xmlid):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(xmlid).method_direct_trigger()
        self.env.invalidate_all()

    def receive_mail(self):
        with self.mock_mail_gateway():
            mail = MAIL.format(domain=self.alias_domain)
            return self.env['crm.lead'].browse(
                self.env['mail.thread'].message_process('crm.lead', mail)
            )

    def tell(self, chapter, login, url='/odoo/action-crm.crm_lead_all_leads'):
        self.start_tour(url, f'lead_story_{chapter}', login=login)
        self.env.invalidate_all()

    def test_lead_goes_from_a_mail_to_a_report(self):
        lead = self.receive_mail()
        self.run_cron('lead_distribution.ir_cron_distribute')
        self.assertFalse(lead.user_id, "nobody qualified it yet")

        self.tell('marketer', 'story_marketer')
        self.assertEqual(lead.lead_status_meaning, 'passed')
        self.assertEqual(lead.qualified_by_id, self.marketer)

        self.reps.lead_available = False
        self.run_cron('lead_distribution.ir_cron_distribute')
        self.assertEqual(lead.distribution_state, 'waiting')
        self.tell('waiting', 'story_leader', '/odoo/leads-nobody-has')

        self.reps.lead_available = True
        self.run_cron('lead_distribution.ir_cron_distribute')
        self.assertIn(lead.user_id, self.reps)
        late = lead.user_id

        lead.sla_ids.write({'deadline': '2020-01-01', 'next_event_at': '2020-01-01'})
        self.run_cron('lead_sla.ir_cron_sweep')
        self.assertEqual(lead.user_id, self.reps - late, "a miss moves the lead on")
        self.assertEqual(lead.sla_ids.mapped('state').count('missed'), 1)

        self.tell('rep', lead.user_id.login)
        self.assertTrue(lead.first_touch_at)
        self.assertTrue(lead.accepted_at)

        self.tell('leader', 'story_leader', '/odoo/lead-funnel')
        steps = self.env['lead.funnel.report'].search([('lead_id', '=', lead.id)]).mapped('step')
        self.assertIn('5_accepted', steps)
        self.assertNotIn('7_won', steps)

    def test_blind_lead_is_told_to_nobody_before_it_is_claimed(self):
        pool = self.env['lead.pool'].create(
            {
                'name': "Night shift",
                'method': 'blind_pull',
                'user_ids': [Command.set(self.reps.ids)],
            }
        )
        self.env['lead.distribution.rule'].create(
            {
                'name': "Lamps",
                'method': 'pool',
                'pool_id': pool.id,
                'domain': "[('name', '=', 'Lamps')]",
            }
        )
        lead = self.env['crm.lead'].create(
            {'name': "Lamps", 'email_from': "lamps@example.com", 'user_id': False}
        )
        self.run_cron('lead_distribution.ir_cron_distribute')
        self.assertEqual(lead.pool_id, pool)
        self.tell('blind_pull', 'story_rep_1', '/odoo/lead-pools')
        self.assertEqual(lead.user_id.login, 'story_rep_1')
