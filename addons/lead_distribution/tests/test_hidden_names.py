from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged

MASKED = "Lead in a pool"
ABOUT_LEADS = {
    'calendar.attendee',
    'calendar.event',
    'crm.lead',
    'lead.assessment',
    'lead.assignment',
    'mail.activity',
    'mail.message',
}


@tagged('post_install', '-at_install')
class TestHiddenNames(LeadDistributionCase):
    """Names are masked in the models that lead to a lead, and no other model is touched."""

    def own_contexts(self, field):
        """Return what the names of a model depend on as its addons define it."""
        model = self.env[field.model_name]
        return {
            key
            for definition in type(model).mro()
            for key in getattr(vars(definition).get(field.compute), '_depends_context', ())
        }

    def test_other_models_are_left_alone(self):
        """Else names fail wherever Odoo computes them as superuser, as those of products."""
        for name, model in self.env.items():
            field = model._fields['display_name']
            if self.env['ir.rule']._visible_about_leads(name).is_true():
                with self.subTest(model=name):
                    keys = set(self.registry.field_depends_context[field])
                    self.assertEqual(keys - self.own_contexts(field) - {'lang'}, set())

    def test_models_about_leads_have_names_for_each_user(self):
        by_user = {
            name
            for name, model in self.env.items()
            if 'uid' in self.registry.field_depends_context[model._fields['display_name']]
        }
        self.assertLessEqual(ABOUT_LEADS, by_user)
        for name in ('res.partner', 'crm.team', 'utm.source', 'ir.ui.menu', 'lead.pool'):
            self.assertNotIn(name, by_user)

    def hide_a_lead(self):
        self.make_pool('blind_pull')
        lead = self.make_leads(1, name="Secret")
        self.distribute()
        self.assertTrue(lead.pool_id)
        return lead

    def add_field(self, model, **values):
        self.env['ir.model.fields'].create(
            {'model_id': self.env['ir.model']._get_id(model), 'state': 'manual', **values}
        )

    def test_names_in_a_model_of_others_are_masked_from_the_day_it_leads_to_leads(self):
        category = self.env['res.partner.category'].create({'name': "Secret"})
        self.assertEqual(category.with_user(self.rep_a).sudo().display_name, "Secret")
        self.add_field(
            'res.partner.category', name='x_lead_id', ttype='many2one', relation='crm.lead'
        )
        category.x_lead_id = self.hide_a_lead()
        self.assertEqual(category.with_user(self.rep_a).sudo().display_name, MASKED)
        self.assertEqual(category.with_user(self.leader).sudo().display_name, "Secret")
        category.x_lead_id = False
        self.env.invalidate_all()
        self.assertEqual(category.with_user(self.rep_a).sudo().display_name, "Secret")

    def test_names_of_leads_follow_after_a_field_was_added(self):
        lead = self.make_leads(1, name="Before")
        self.add_field('res.partner', name='x_text', ttype='char')
        self.add_field(
            'lead.assignment', name='x_name', ttype='char', related='lead_id.display_name'
        )
        self.assertEqual(lead.with_user(self.leader).display_name, "Before")
        lead.name = "After"
        self.assertEqual(lead.with_user(self.leader).display_name, "After")
