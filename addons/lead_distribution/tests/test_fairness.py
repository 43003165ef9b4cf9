from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestFairness(LeadDistributionCase):
    def given(self, rep):
        return self.member(rep).assigned_count

    def test_weights_share_out_the_leads(self):
        self.member(self.rep_a).weight = 3
        self.give(8)
        self.assertEqual((self.given(self.rep_a), self.given(self.rep_b)), (6, 2))

    def test_turn_survives_runs(self):
        for expected in (self.rep_a, self.rep_b, self.rep_a, self.rep_b):
            self.assertEqual(self.give().user_id, expected)

    def test_joining_member_is_not_flooded(self):
        self.give(10)
        self.rule.member_ids = [(0, 0, {'user_id': self.rep_c.id})]
        self.give(3)
        self.assertEqual(self.given(self.rep_c), 1)

    def test_returning_member_is_not_flooded(self):
        self.rep_b.lead_available = False
        self.give(10)
        self.rep_b.with_user(self.rep_b).lead_available = True
        self.give(4)
        self.assertEqual(self.given(self.rep_b), 2)

    def test_reactivated_member_is_not_flooded(self):
        self.rep_b.active = False
        self.give(10)
        self.rep_b.active = True
        self.give(4)
        self.assertEqual(self.given(self.rep_b), 2)

    def test_taken_back_lead_gives_the_turn_back(self):
        lead = self.give()
        self.assertEqual(self.member(self.rep_a).deficit, 1)
        lead.with_user(self.leader).user_id = self.rep_c
        self.distribute()
        self.assertEqual(self.member(self.rep_a).deficit, 0)

    def test_closed_lead_does_not_give_the_turn_back(self):
        self.give().with_user(self.leader).action_set_lost()
        self.assertEqual(self.member(self.rep_a).deficit, 1)

    def test_share_is_shown_in_percent(self):
        self.member(self.rep_a).weight = 3
        self.assertEqual(self.rule.member_ids.mapped('share'), [75, 25])
