from odoo.tests import tagged

from .common_signals import LeadSignalCase


@tagged('post_install', '-at_install')
class TestKeptSettings(LeadSignalCase):
    """What servers keep of settings is the same for all, whatever the context of who asks first."""

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()

    def hostile(self, model, **context):
        return self.env[model].with_context(active_test=False, **context)

    def test_archived_status_is_never_given(self):
        status = self.status('passed')
        other = status.copy({'name': "Passed On", 'sequence': status.sequence + 1})
        status.active = False
        self.assertEqual(self.hostile('lead.status')._by_meaning('passed'), other)
        self.assertEqual(self.env['lead.status']._by_meaning('passed'), other)

    def test_archived_signal_type_records_nothing(self):
        types = self.env['lead.signal.type'].search([('kind', '=', 'call')])
        types.active = False
        self.assertFalse(self.hostile('lead.signal.type')._values_of_kind('call'))
        self.assertFalse(
            self.Signal.with_context(active_test=False)._record_kind('call', self.lead)
        )

    def test_archived_profile_is_not_evaluated(self):
        card = self.card
        card.write({'source': 'evaluated', 'domain': "[('city', '=', 'Cairo')]"})
        self.assertIn('city', self.env['crm.lead']._profile_fields())
        card.active = False
        self.env.registry.clear_cache()
        self.assertNotIn('city', self.hostile('crm.lead')._profile_fields())

    def test_defaults_of_who_asks_weigh_nothing(self):
        self.env['lead.score.policy'].search([]).write({'company_id': self.env.company.id})
        policies = self.hostile('lead.score.policy', default_weight_fit=7)._by_company()
        self.assertEqual(policies[False]['weight_fit'], 30)
