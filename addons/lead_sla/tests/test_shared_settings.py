from odoo.addons.lead_qualification.tests.common import MANAGER
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import LeadSlaCase

MIXIN = 'lead.shared.mixin'
SENTENCE = "applies to all companies"


@tagged('post_install', '-at_install')
class TestSharedSettings(LeadSlaCase):
    """What applies to all companies is set up by people who work in all of them.

                  works in             settings of the own company     settings of all
    boss          the first company    all                             read
    everywhere    both companies       all                             all
    system        the first company    all                             all
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.env.company
        cls.boss = new_test_user(cls.env, 'boss_x', MANAGER, name="Boss")
        cls.everywhere = new_test_user(cls.env, 'everywhere_x', MANAGER)
        cls.system = new_test_user(cls.env, 'system_x', f'{MANAGER},base.group_system')

    def open_second(self):
        second = self.env['res.company'].create({'name': "Second"})
        self.everywhere.company_ids = self.env['res.company'].search([])
        return second

    def settings(self, company):
        """Return one record of each kind of setting, of the company or of all."""
        given = {'company_id': company.id}
        rule = self.make_rule("Set up", self.rep_a, **given)
        self.env['lead.distribution.tier'].create({'rule_id': rule.id, 'name': "Best"})
        segment = {'name': "Any", 'team_ids': [Command.set(self.team.ids)]}
        pool = self.env['lead.pool'].create(
            {
                'name': "Pool",
                'method': 'shotgun',
                'segment_ids': [Command.create(segment)],
                **given,
            }
        )
        pool.step_ids = [Command.create({'after_minutes': 9, 'action': 'announce'})]
        territory = self.env['lead.territory'].create({'name': "Any", **given})
        territory.zip_ids = [Command.create({'zip_from': '1'})]
        card = self.card.copy(given)
        source = self.env['utm.source'].create({'name': "Set up"})
        cost = self.env['lead.source.cost'].create({'source_id': source.id, 'amount': 1, **given})
        sla = self.policy.copy(given)
        plan = self.env['mail.activity.plan'].create(
            {'name': "Plan", 'res_model': 'crm.lead', **given}
        )
        todo = self.env.ref('mail.mail_activity_data_todo')
        plan.template_ids = [Command.create({'activity_type_id': todo.id})]
        score = self.env['lead.score.policy'].search([('company_id', '=', company.id)])
        return {
            record._name: record
            for record in (
                *(rule, rule.member_ids, rule.tier_ids),
                *(pool, pool.segment_ids, pool.step_ids, territory, territory.zip_ids),
                *(card, card.criterion_ids[:1], card.criterion_ids.answer_ids[:1]),
                *(score or score.create({'name': "Score", **given}), cost),
                *(sla, sla.target_ids, sla.escalation_ids),
                *(plan, plan.template_ids),
            )
            if record
        }

    def test_single_company_is_set_up_as_ever(self):
        self.env['res.company'].search([('id', '!=', self.mine.id)]).active = False
        for record in self.settings(self.mine.browse()).values():
            for operation in ('write', 'unlink', 'create'):
                with self.subTest(model=record._name, operation=operation):
                    self.assertTrue(record.with_user(self.boss).has_access(operation))
        pool = self.env['lead.pool'].with_user(self.boss).create({'name': "Pool"})
        self.assertFalse(pool.company_id)

    def test_only_who_works_everywhere_changes_what_applies_to_all(self):
        self.open_second()
        for name, record in self.settings(self.mine.browse()).items():
            for operation in ('write', 'unlink', 'create'):
                with self.subTest(model=name, operation=operation):
                    self.assertTrue(record.with_user(self.everywhere).has_access(operation))
                    self.assertTrue(record.with_user(self.system).has_access(operation))
                    self.assertFalse(record.with_user(self.boss).has_access(operation))
                    self.assertTrue(record.with_user(self.boss).has_access('read'))
            with self.assertRaisesRegex(AccessError, SENTENCE):
                record.with_user(self.boss).write({'create_date': False})

    def test_what_is_of_the_own_company_stays_its_administrators(self):
        self.open_second()
        for name, record in self.settings(self.mine).items():
            for operation in ('write', 'unlink', 'create'):
                with self.subTest(model=name, operation=operation):
                    self.assertTrue(record.with_user(self.boss).has_access(operation))

    def test_nobody_makes_a_setting_of_their_company_one_of_all(self):
        self.open_second()
        settings = self.settings(self.mine)
        for name, record in settings.items():
            if record._company_path == 'company_id':
                with self.subTest(model=name), self.assertRaisesRegex(AccessError, SENTENCE):
                    record.with_user(self.boss).company_id = False
        settings['lead.pool'].with_user(self.everywhere).company_id = False

    def test_no_line_moves_from_the_own_company_to_all(self):
        self.open_second()
        rule = self.make_rule("Mine", self.rep_a, company_id=self.mine.id)
        with self.assertRaisesRegex(AccessError, SENTENCE):
            rule.member_ids.with_user(self.boss).rule_id = self.make_rule("Of all", self.rep_b)

    def test_new_settings_are_of_the_own_company_unless_made_for_all(self):
        self.open_second()
        pools = self.env['lead.pool']
        self.assertEqual(pools.with_user(self.boss).create({'name': "P"}).company_id, self.mine)
        self.assertFalse(pools.with_user(self.everywhere).create({'name': "P"}).company_id)
        with self.assertRaisesRegex(AccessError, SENTENCE):
            pools.with_user(self.boss).create({'name': "P", 'company_id': False})

    def test_plans_of_other_apps_are_as_ever(self):
        self.open_second()
        plan = self.env['mail.activity.plan'].create(
            {'name': "Visit", 'res_model': 'res.partner', 'company_id': False}
        )
        self.assertFalse(plan.with_user(self.boss)._shared())

    def test_no_setting_is_forgotten(self):
        """Each model of ours that may be of all companies, and that people write, is among them."""
        written = {
            name
            for name, model in self.env.items()
            if name.startswith('lead.') and model._auto and not model._transient
            if (company := model._fields.get('company_id')) and company.store
            if not company.related and not company.required and not company.readonly
            if model.with_user(self.boss).has_access('write')
        }
        shared = {name for name, model in self.env.items() if hasattr(model, '_company_path')}
        self.assertFalse(written - shared)
        self.assertEqual(shared - {MIXIN}, self.settings(self.mine.browse()).keys())
