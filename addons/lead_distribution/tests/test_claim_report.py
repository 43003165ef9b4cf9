from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestClaimReport(LeadDistributionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.make_pool()
        cls.Report = cls.env['lead.claim.report']
        cls.Unclaimed = cls.env['lead.unclaimed.report']

    def claim(self, lead, rep):
        lead.with_user(rep).action_claim()
        self.env.flush_all()

    def row(self, lead):
        self.env.flush_all()
        return self.Report.search([('lead_id', '=', lead.id)], limit=1)

    def test_minutes_to_claim_count_from_the_pool(self):
        lead = self.give()
        past = self.env.cr.now() - timedelta(minutes=30)
        self.env['lead.pool.log'].search([('lead_id', '=', lead.id)]).sudo().pooled_at = past
        self.claim(lead, self.rep_a)
        self.assertAlmostEqual(self.row(lead).minutes_to_claim, 30, delta=1)

    def test_a_line_opens_its_lead_for_who_may_read_it(self):
        lead, waiting = self.give(2)
        self.claim(lead, self.rep_a)
        unclaimed = self.Unclaimed.search([('lead_id', '=', waiting.id)])
        action = unclaimed.with_user(self.leader).action_open_lead()
        self.assertEqual((action['res_model'], action['res_id']), ('crm.lead', waiting.id))
        row = self.row(lead)
        self.assertEqual(row.with_user(self.rep_a).action_open_lead()['res_id'], lead.id)
        with self.assertRaises(AccessError):
            row.with_user(self.rep_b).action_open_lead()

    def test_hour_is_the_salespersons(self):
        self.rep_a.tz = 'Asia/Tokyo'
        lead = self.give()
        self.claim(lead, self.rep_a)
        tokyo = self.env.cr.now() + timedelta(hours=9)
        self.assertEqual(self.row(lead).hour, tokyo.strftime('%H'))

    def test_returns_and_wins_are_rates(self):
        kept, returned = self.give(2)
        self.claim(kept, self.rep_a)
        self.claim(returned, self.rep_a)
        kept.action_set_won()
        stint = self.stints(returned)
        stint.write({'released_at': self.env.cr.now(), 'release_reason': 'unworked'})
        self.env.flush_all()
        [group] = self.Report.formatted_read_group(
            [('pool_id', '=', self.pool.id)],
            ['origin'],
            ['leads:sum', 'returned:sum', 'return_rate:avg', 'win_rate:avg'],
        )
        self.assertEqual(group['leads:sum'], 2)
        self.assertEqual((group['returned:sum'], group['return_rate:avg']), (1, 50))
        self.assertEqual(group['win_rate:avg'], 50)

    def test_push_stands_beside_pull(self):
        claimed = self.give()
        self.claim(claimed, self.rep_a)
        self.Rule.search([('method', '=', 'pool')]).active = False
        given = self.give()
        self.assertTrue(given.user_id)
        self.assertEqual((self.row(claimed).origin, self.row(given).origin), ('claim', 'rule'))

    def test_rep_sees_his_own_leader_all(self):
        lead = self.give()
        self.claim(lead, self.rep_a)
        seen = {
            user.name: bool(self.Report.with_user(user).search([('lead_id', '=', lead.id)]))
            for user in (self.rep_a, self.rep_b, self.leader, self.marketer)
        }
        expected = {"Rep A": True, "Rep B": False, "Leader": True, "Marketer": True}
        self.assertEqual(seen, expected)

    def test_unclaimed_says_why(self):
        lead = self.give()
        self.assertEqual(self.reason(lead), 'waiting')
        lead.pool_opened = True
        self.assertEqual(self.reason(lead), 'opened')
        lead.pool_seniors_only = True
        self.assertEqual(self.reason(lead), 'seniors')
        (self.rep_a + self.rep_b).lead_presence = 'away'
        self.assertEqual(self.reason(lead), 'nobody')

    def test_claimed_lead_is_not_unclaimed(self):
        lead = self.give()
        self.claim(lead, self.rep_a)
        self.assertFalse(self.Unclaimed.search([('lead_id', '=', lead.id)]))

    def reason(self, lead):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Unclaimed.search([('lead_id', '=', lead.id)]).reason
