from datetime import timedelta

from odoo import Command
from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestLoadBalanced(LeadDistributionCase):
    def test_fewest_open_leads_first(self):
        self.rule.method = 'load_balanced'
        self.make_leads(2, user_id=self.rep_a.id)
        leads = self.give(4)
        self.assertEqual(self.owners(leads), [self.rep_b, self.rep_b, self.rep_a, self.rep_b])
        self.assertIn("fewest open leads", leads[0].assignment_ids.explanation)

    def test_finished_leads_do_not_count(self):
        self.rule.method = 'load_balanced'
        self.make_leads(2, user_id=self.rep_a.id).action_set_won()
        self.make_leads(1, user_id=self.rep_b.id)
        self.assertEqual(self.give().user_id, self.rep_a)


@tagged('post_install', '-at_install')
class TestSingleContact(LeadDistributionCase):
    def setUp(self):
        super().setUp()
        self.rule.write({'method': 'single_contact', 'contact_user_id': self.rep_c.id})

    def test_contact_receives_all_and_hands_out(self):
        leads = self.give(2)
        self.assertEqual(set(self.owners(leads)), {self.rep_c})
        self.assertIn("hands them out", leads[0].assignment_ids.explanation)
        leads[0].with_user(self.rep_c).user_id = self.rep_a
        self.assertEqual(leads[0].user_id, self.rep_a)
        self.assertEqual(self.stints(leads[0])[0].origin, 'manual')

    def test_contact_who_is_away(self):
        self.rep_c.lead_available = False
        self.assertIn("Rep C is not available", self.give().distribution_note)


@tagged('post_install', '-at_install')
class TestTopProducer(LeadDistributionCase):
    """Rep A sold 300 in three leads, Rep B 500 in one and lost one, Rep C nothing.

    tier Top    one rep, 75 %
    tier Rest   the others, 25 %
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.active = False
        cls.sell(cls.rep_a, 100, 3)
        cls.sell(cls.rep_b, 500)
        cls.make_leads(1, user_id=cls.rep_b.id).action_set_lost()
        cls.ranked = cls.make_rule(
            "Ranked",
            cls.rep_a + cls.rep_b + cls.rep_c,
            method='top_producer',
            tier_ids=[
                Command.create({'name': "Top", 'rep_percent': 33, 'share': 75}),
                Command.create({'name': "Rest", 'rep_percent': 67, 'share': 25}),
            ],
        )
        cls.top, cls.rest = cls.ranked.tier_ids

    @classmethod
    def sell(cls, rep, amount, count=1, **vals):
        leads = cls.make_leads(count, user_id=rep.id, expected_revenue=amount, **vals)
        leads.action_set_won()
        return leads

    def top_reps(self):
        return self.top.member_ids.user_id

    def test_ranked_by_what_was_won(self):
        for metric, best, result in (
            ('won_revenue', self.rep_b, 500),
            ('won_count', self.rep_a, 3),
            ('conversion', self.rep_a, 100),
        ):
            with self.subTest(metric=metric):
                self.ranked.tier_metric = metric
                self.assertEqual(self.top_reps(), best)
                member = self.member(best, self.ranked)
                self.assertEqual(member.tier_result, result)
                self.assertTrue(member.tier_date)

    def test_ranked_anew_each_night(self):
        self.assertEqual(self.top_reps(), self.rep_b)
        self.sell(self.rep_c, 900)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref('lead_distribution.ir_cron_recompute_tiers').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.top_reps(), self.rep_c)

    def test_what_was_won_long_ago_does_not_count(self):
        self.sell(self.rep_c, 900).date_closed = self.env.cr.now() - timedelta(days=91)
        self.ranked._recompute_tiers()
        self.assertEqual(self.top_reps(), self.rep_b)
        self.ranked.tier_days = 92
        self.assertEqual(self.top_reps(), self.rep_c)

    def test_team_of_the_rule_counts_only(self):
        other = self.env['crm.team'].create({'name': "Other"})
        self.sell(self.rep_c, 900, team_id=other.id)
        self.ranked.team_id = self.team
        self.assertEqual(self.top_reps(), self.rep_b)
        self.ranked.team_id = other
        self.assertEqual(self.top_reps(), self.rep_c)

    def test_revenue_in_another_currency_is_converted(self):
        currency = self.env['res.currency'].create(
            {'name': 'XTS', 'symbol': 'X', 'rate_ids': [Command.create({'rate': 10})]}
        )
        abroad = self.env['res.company'].create({'name': "Abroad", 'currency_id': currency.id})
        self.rep_c.company_ids += abroad
        self.sell(self.rep_c, 900, company_id=abroad.id, team_id=False)
        self.ranked._recompute_tiers()
        self.assertEqual(self.member(self.rep_c, self.ranked).tier_result, 90)

    def test_chosen_tier_stays(self):
        member = self.member(self.rep_c, self.ranked)
        member.with_user(self.leader).tier_id = self.top
        self.assertTrue(member.tier_pinned)
        self.ranked._recompute_tiers()
        self.assertEqual(member.tier_id, self.top)
        member.tier_pinned = False
        self.ranked._recompute_tiers()
        self.assertEqual(member.tier_id, self.rest)

    def test_shares_by_tier(self):
        leads = self.give(8)
        self.assertEqual(self.owners(leads).count(self.rep_b), 6)
        self.assertEqual(self.member(self.rep_b, self.ranked).share, 75)
        self.assertIn("turn of the tier", leads[0].assignment_ids.explanation)

    def test_shares_survive_runs(self):
        owners = [self.give().user_id for _number in range(8)]
        self.assertEqual(owners.count(self.rep_b), 6)

    def test_taken_back_lead_gives_the_turn_of_the_tier_back(self):
        lead = self.give()
        self.assertGreater(lead.assignment_ids.tier_id.deficit, 0)
        tier = lead.assignment_ids.tier_id
        lead.with_user(self.leader).user_id = self.rep_c
        self.distribute()
        self.assertEqual(tier.deficit, 0)

    def test_minimum_grade_and_protective_cap(self):
        self.top.write({'min_grade': 'b', 'daily_cap': 1})
        low, *high = self.make_leads(3)
        low.lead_grade, high[0].lead_grade, high[1].lead_grade = 'c', 'a', 'b'
        self.distribute()
        self.assertNotEqual(low.user_id, self.rep_b)
        self.assertIn("too low for the tier of Rep B", low.assignment_ids.exclusion_text)
        self.assertEqual(high[0].user_id, self.rep_b)
        self.assertIn(
            "Rep B has reached the limit of the tier", high[1].assignment_ids.exclusion_text
        )

    def test_guaranteed_share(self):
        self.top.share, self.rest.share = 100, 0
        self.rest.floor_share = 25
        owners = self.owners(self.give(8))
        self.assertEqual(owners.count(self.rep_b), 6)

    def test_what_a_rep_sold_is_not_for_his_colleagues(self):
        member = self.member(self.rep_b, self.ranked)
        self.assertEqual(member.with_user(self.leader).tier_result, 500)
        with self.assertRaises(AccessError):
            member.with_user(self.rep_a).read(['tier_result'])

    def test_default_tiers_add_up(self):
        rule = self.make_rule("Defaults", self.rep_a, method='top_producer')
        self.assertEqual(sum(rule.tier_ids.mapped('share')), 100)
        self.assertEqual(rule.member_ids.tier_id, rule.tier_ids[0])

    def test_new_tier_is_not_flooded(self):
        self.give(8)
        tier = self.env['lead.distribution.tier'].create(
            {'name': "New", 'rule_id': self.ranked.id, 'share': 0}
        )
        self.assertEqual(tier.deficit, min((self.top + self.rest).mapped('deficit')))
