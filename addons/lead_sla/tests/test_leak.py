from odoo.tests import tagged

from .common_leak import LeakCase
from .leak_walk import (
    ABOUT_DEFINITIONS,
    LEAD,
    arguments,
    calls,
    lacks_arguments,
    models,
    newest,
    public_methods,
    read_methods,
    seeds,
    specification,
)


@tagged('post_install', '-at_install')
class TestLeak(LeakCase):
    """Nothing that reads tells anybody anything about a lead that its pool hides.

    Models, fields and methods come from the registry: a new one is walked by itself.
    """

    def test_superuser_finds_it_where_it_should_be(self):
        """What is searched for is there to be found, so that silence means something."""
        self.assertLessEqual(
            {
                'calendar.event',
                'calendar.recurrence',
                'crm.activity.report',
                'ir.attachment',
                'lead.assessment.line',
                'lead.assignment',
                'lead.calibration.report',
                'lead.funnel.report',
                'lead.pool.log',
                'lead.sla',
                'lead.status.change',
                'lead.touch',
                'mail.activity',
                'mail.message',
                'mail.notification',
            },
            self.holders.keys(),
        )

    def test_who_may_see_it_is_told_by_every_way_of_reading(self):
        model = self.env[LEAD].with_user(self.leader)
        known = arguments(model, [('id', '=', self.secret.id)])
        telling = {
            method
            for method in read_methods(model)
            for call in calls(model, method, self.secret.ids, known)
            if self.tells(self.told(call))
        }
        self.assertLessEqual(
            {
                'export_data',
                'formatted_read_group',
                'formatted_read_grouping_sets',
                'name_search',
                'read',
                'read_group',
                'search_read',
                'web_name_search',
                'web_read',
                'web_read_group',
                'web_search_read',
            },
            telling,
        )

    def test_no_way_of_reading_is_forgotten(self):
        """A new method that reads is called by the walk, or somebody has said why it is not."""
        uncalled = {
            method
            for model in models(self.env)
            for method in read_methods(model)
            if lacks_arguments(model, method)
        }
        self.assertFalse(uncalled - ABOUT_DEFINITIONS)

    def test_what_is_about_the_lead_is_silent(self):
        for user in self.outside:
            for name, ids in self.holders.items():
                self.walk(self.env[name].with_user(user), ids, [('id', 'in', ids)])

    def test_every_other_model_is_silent(self):
        for model in models(self.env):
            if model._name not in self.holders:
                ids = newest(model, 3).ids
                self.walk(model.with_user(self.rep_a), ids, [('id', 'in', ids)])

    def test_nothing_is_counted(self):
        for user in self.outside:
            for name, ids in self.holders.items():
                model = self.env[name].with_user(user).with_context(active_test=False)
                if model.has_access('read'):
                    with self.subTest(user=user.name, model=name):
                        self.assertEqual(model.search_count([('id', 'in', ids)]), 0)

    def test_no_relation_leads_there(self):
        for model in models(self.env):
            model = model.with_user(self.rep_a)
            if not model.has_access('read'):
                continue
            for field in model._fields.values():
                ids = field.relational and self.holders.get(field.comodel_name)
                if ids and field.store and model._has_field_access(field, 'read'):
                    with self.subTest(field=str(field)):
                        self.assertFalse(model.search([(f'{field.name}.id', 'in', ids)]))

    def test_nothing_can_be_made_that_tells(self):
        """Neither a form opened for the lead, nor a record made for it, says what it is."""
        for model in map(self.env.__getitem__, sorted(self.env.registry)):
            if not model._abstract:
                for user in self.rep_a + self.marketer:
                    self.open_forms(model.with_user(user))

    def test_no_button_of_the_lead_tells(self):
        for user in self.outside:
            lead = self.secret.with_user(user)
            for method in public_methods(lead):
                where = f'{LEAD}.{method} for {user.name}'
                self.check_silent(self.told(getattr(lead, method)), where)

    def open_forms(self, model):
        spec = specification(model)
        values_only = dict.fromkeys(spec, {})  # reads no names, so none can refuse the whole
        context = {
            'active_model': LEAD,
            'active_id': self.secret.id,
            'active_ids': self.secret.ids,
        }
        for values in [{}, *seeds(model, self.holders)]:
            defaults = {f'default_{name}': value for name, value in values.items()}
            opened = model.with_context(**context, **defaults)
            for operation in (
                lambda values=values: model.onchange(values, list(values), values_only),
                lambda opened=opened: opened.onchange({}, [], spec),
                lambda opened=opened: opened.default_get(list(model._fields)),
                lambda opened=opened, values=values: opened.create(values).web_read(spec),
            ):
                self.check_silent(self.told(operation), f'a form of {model._name} for {values}')
