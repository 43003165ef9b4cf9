from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestClaimKept(PoolCase):
    """Settings and names that change count with the next claim, and followers follow once."""

    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        self.pool = self.make_pool()
        self.claim()  # so that this server keeps what it may

    def claim(self, **vals):
        """Return a lead that rep_a has claimed, in a transaction of its own."""
        lead = self.give(**vals).with_context(tracking_disable=False)
        self.env.flush_all()
        self.env.invalidate_all()
        lead.with_user(self.rep_a).action_claim()
        self.env.flush_all()
        self.env.invalidate_all()
        return lead

    def trail(self, lead):
        values = lead.message_ids.tracking_value_ids
        return {value.field_id.name: value.new_value_char for value in values}

    def test_settings_that_change_count_at_once(self):
        self.assertFalse(self.pool.daily_claim_cap)
        self.pool.daily_claim_cap = 1
        with self.assertRaisesRegex(UserError, "a day"):
            self.claim()
        self.pool.daily_claim_cap = 0
        self.assertEqual(self.claim().user_id, self.rep_a)

    def test_names_that_change_are_told_at_once(self):
        accepted = self.env['lead.status']._by_meaning('accepted')
        self.assertEqual(self.trail(self.claim())['lead_status_id'], accepted.name)
        accepted.name = "Taken On"
        self.assertEqual(self.trail(self.claim())['lead_status_id'], "Taken On")
        self.north.name = "Far North"
        self.assertEqual(self.trail(self.claim())['team_id'], "Far North")
        accepted.update_field_translations('name', {'en_US': "Ours"})
        self.assertEqual(self.trail(self.claim())['lead_status_id'], "Ours")
        self.north.update_field_translations('name', {'en_US': "Up North"})
        self.assertEqual(self.trail(self.claim())['team_id'], "Up North")

    def test_stages_and_companies_that_change_count_at_once(self):
        stage = self.claim().stage_id
        stage.team_ids = self.south
        self.assertNotEqual(self.claim(stage_id=stage.id).stage_id, stage)
        other = self.env['res.company'].create({'name': "Other"})
        self.rep_a.write({'company_ids': [(4, other.id)]})
        self.assertIn(other, self.rep_a.company_ids)

    def followers(self, lead):
        return lead.message_partner_ids

    def test_the_owner_follows_and_so_do_those_who_follow_his_team(self):
        fan = self.env['res.partner'].create({'name': "Fan"})
        self.assertEqual(self.followers(self.claim()), self.rep_a.partner_id)
        won = self.env.ref('crm.mt_salesteam_lead_won')
        self.north.message_subscribe(fan.ids, subtype_ids=won.ids)
        self.assertEqual(self.followers(self.claim()), self.rep_a.partner_id + fan)

    def test_who_follows_the_lead_already_follows_it_once(self):
        lead = self.give()
        lead.message_subscribe(self.rep_a.partner_id.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        lead.with_user(self.rep_a).action_claim()
        self.env.flush_all()
        self.assertEqual(lead.message_follower_ids.partner_id, self.rep_a.partner_id)
        self.assertEqual(len(lead.message_follower_ids), 1)
