from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestClaimable(LeadDistributionCase):
    """*Mine to claim* on the screens of a pool: what it shows and what it finds are the same."""

    def claimable(self, lead, user):
        """Return whether a lead is the user's to claim, asked in both ways."""
        Leads = self.env['crm.lead'].with_user(user)
        shown = Leads.browse(lead.id).sudo().with_user(user).is_claimable
        found = lead.id in Leads.sudo().with_user(user).search([('is_claimable', '=', True)]).ids
        self.assertEqual(shown, found, user.name)
        return shown

    def test_members_only(self):
        self.make_pool()
        lead = self.give()
        self.assertTrue(self.claimable(lead, self.rep_a))
        self.assertFalse(self.claimable(lead, self.rep_c))
        self.assertFalse(self.claimable(lead, self.leader))

    def test_not_what_is_claimed(self):
        self.make_pool()
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        self.assertFalse(self.claimable(lead, self.rep_a))

    def test_seniors_first(self):
        self.make_pool(senior_minutes=5, senior_user_ids=[Command.link(self.rep_b.id)])
        lead = self.give()
        self.assertFalse(self.claimable(lead, self.rep_a))
        self.assertTrue(self.claimable(lead, self.rep_b))

    def test_segments_and_their_fallback(self):
        desk, others = self.env['crm.team'].create(
            [
                {'name': "Desk", 'member_ids': [Command.set(self.rep_a.ids)]},
                {'name': "Others", 'member_ids': [Command.set(self.rep_b.ids)]},
            ]
        )
        self.make_pool(
            'shotgun',
            self.env['res.users'],
            segment_ids=[
                Command.create(
                    {
                        'name': "All",
                        'team_ids': [Command.set(desk.ids)],
                        'fallback_team_ids': [Command.set(others.ids)],
                        'open_after_minutes': 60,
                    }
                )
            ],
        )
        lead = self.give()
        self.assertTrue(self.claimable(lead, self.rep_a))
        self.assertFalse(lead.with_user(self.rep_b).sudo(False).is_claimable)
        lead.pool_opened = True
        self.assertTrue(self.claimable(lead, self.rep_b))

    def test_screens_say_which_model_applies_and_why(self):
        pool = self.make_pool().with_user(self.rep_a)
        lead = self.give().with_user(self.rep_a)
        self.assertIn("Cherry-pick", pool.method_text)
        self.assertEqual(pool.source_text, "Its leads come by the rule To the pool.")
        self.assertEqual(lead.pool_method_text, pool.method_text)
        self.assertIn("The rule To the pool sends such leads", lead.distribution_note)
