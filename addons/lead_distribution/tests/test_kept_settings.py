from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestKeptSettings(LeadDistributionCase):
    """What is archived does not work, whatever the context of who asks first."""

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()
        self.hostile = self.env(context={**self.env.context, 'active_test': False})

    def test_archived_rules_cover_no_lead(self):
        self.rule.active = False
        self.assertFalse(self.hostile['lead.distribution.rule']._covers(self.env.company.id))
        self.assertFalse(self.Rule._covers(self.env.company.id))

    def test_archived_members_get_nothing(self):
        self.member(self.rep_a).active = False
        leads = self.make_leads(2).with_env(self.hostile)
        decisions = leads._decide().decisions
        self.assertEqual([one.user_id for one in decisions], [self.rep_b.id] * 2)

    def test_archived_teams_limit_nothing(self):
        team = self.env['crm.team'].create({'name': "Gone", 'daily_cap': 1})
        self.assertIn(team, self.hostile['crm.team']._with_limits())
        team.active = False
        self.assertNotIn(team, self.hostile['crm.team']._with_limits())
