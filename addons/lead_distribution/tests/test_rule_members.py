from datetime import timedelta

from odoo import Command
from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import ValidationError
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestTeamMembers(LeadDistributionCase):
    """A rule of a team follows who is in it: Rep A and Rep B."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['ir.config_parameter'].set_param('sales_team.membership_multi', True)
        cls.rule.active = False
        cls.ours = cls.make_rule("Ours", member_source='team', team_id=cls.team.id)

    def reps(self):
        return self.ours.member_ids.user_id

    def test_members_are_those_of_the_team(self):
        self.assertEqual(self.reps(), self.rep_a + self.rep_b)
        self.assertEqual(set(self.owners(self.give(2))), {self.rep_a, self.rep_b})

    def test_who_joins_joins(self):
        self.team.with_user(self.leader).member_ids += self.rep_c
        self.assertEqual(self.reps(), self.rep_a + self.rep_b + self.rep_c)

    def test_who_leaves_leaves_and_keeps_his_place(self):
        member = self.member(self.rep_a, self.ours)
        member.write({'weight': 3, 'open_cap_a': 2})
        self.team.with_user(self.leader).member_ids -= self.rep_a
        self.assertEqual(self.reps(), self.rep_b)
        self.assertEqual(set(self.owners(self.give(2))), {self.rep_b})
        self.team.member_ids += self.rep_a
        self.assertEqual(self.member(self.rep_a, self.ours), member)
        self.assertEqual((member.weight, member.open_cap_a), (3, 2))

    def test_who_comes_back_is_not_flooded(self):
        self.team.member_ids -= self.rep_a
        self.give(6)
        self.team.member_ids += self.rep_a
        self.assertEqual(self.owners(self.give(4)).count(self.rep_a), 2)

    def test_deleted_membership(self):
        self.team.crm_team_member_ids.filtered(lambda one: one.user_id == self.rep_a).unlink()
        self.assertEqual(self.reps(), self.rep_b)

    def test_another_team(self):
        other = self.env['crm.team'].create(
            {'name': "Other", 'member_ids': [Command.link(self.rep_c.id)]}
        )
        self.ours.team_id = other
        self.assertEqual(self.reps(), self.rep_c)

    def test_team_is_chosen(self):
        with self.assertRaisesRegex(ValidationError, "Choose the sales team"):
            self.make_rule("No team", member_source='team')

    def test_team_member_of_another_company_stays_out(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.rep_a.company_ids += other
        rule = self.make_rule(
            "Theirs", member_source='team', team_id=self.team.id, company_id=other.id
        )
        self.assertEqual(rule.member_ids.user_id, self.rep_a)


@tagged('post_install', '-at_install')
class TestPeriod(LeadDistributionCase):
    def setUp(self):
        super().setUp()
        self.now = self.env.cr.now().replace(microsecond=0)
        self.sale = self.make_rule("Sale", self.rep_c, sequence=1)

    def test_active_within_its_period_only(self):
        hour = timedelta(hours=1)
        for start, end, taken in (
            (None, None, True),
            (-hour, None, True),
            (hour, None, False),
            (None, hour, True),
            (None, -hour, False),
            (-hour, hour, True),
        ):
            with self.subTest(start=start, end=end):
                self.sale.write({'active_from': False, 'active_until': False})
                self.sale.write(
                    {
                        'active_from': start and self.now + start,
                        'active_until': end and self.now + end,
                    }
                )
                self.assertEqual(self.give().user_id == self.rep_c, taken)

    def test_lead_that_matched_nothing_is_tried_when_the_next_rule_begins(self):
        self.rule.active = False
        self.sale.active_from = start = self.now + timedelta(days=2)
        lead = self.give()
        self.assertEqual((lead.distribution_state, lead.next_try_at), ('unmatched', start))
        # two days later
        self.env.cr.execute("UPDATE lead_distribution_rule SET active_from = now()")
        self.env.cr.execute("UPDATE crm_lead SET next_try_at = now() WHERE id = %s", [lead.id])
        self.env.invalidate_all()
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)

    def test_period_ends_after_it_begins(self):
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self.sale.write({'active_from': self.now, 'active_until': self.now})


@tagged('post_install', '-at_install')
class TestFallbackRule(LeadDistributionCase):
    def setUp(self):
        super().setUp()
        (self.rep_a + self.rep_b).lead_available = False
        self.rest = self.make_rule("Rest", self.leader, sequence=50)
        self.backup = self.make_rule("Backup", self.rep_c, sequence=90, domain="[('id', '=', 0)]")
        self.rule.write({'fallback': 'next_rule', 'fallback_rule_id': self.backup.id})

    def test_named_rule_takes_over_whatever_its_filter_says(self):
        lead = self.give()
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertEqual(lead.assignment_ids.rule_id, self.backup)
        self.assertIn("Rep A is not available", lead.assignment_ids.exclusion_text)

    def test_archived_rule_does_not(self):
        self.backup.active = False
        self.assertEqual(self.give().user_id, self.leader)

    def test_circle(self):
        self.backup.fallback = 'next_rule'
        with self.assertRaisesRegex(ValidationError, "lead in a circle"):
            self.backup.fallback_rule_id = self.rule
        with self.assertRaisesRegex(ValidationError, "lead in a circle"):
            self.rule.fallback_rule_id = self.rule


@tagged('post_install', '-at_install')
class TestWords(LeadDistributionCase):
    """A rule says what it does."""

    def test_every_method(self):
        pool = self.make_pool()
        for vals, words in (
            ({}, "in turn to Rep A 50 % and Rep B 50 %"),
            ({'method': 'load_balanced'}, "fewest open leads: Rep A 50 %"),
            ({'method': 'top_producer'}, "Top 50 %, Middle 35 %, and Base 15 %"),
            ({'method': 'single_contact', 'contact_user_id': self.rep_c.id}, "Rep C receives"),
            ({'method': 'pool', 'pool_id': pool.id}, "in the pool Pool until"),
            ({'method': 'territory'}, "reps of their territory"),
            (
                {'method': 'round_robin', 'member_source': 'team', 'team_id': self.team.id},
                "the team Inside Sales (Rep A",
            ),
            (
                {'fallback': 'person', 'fallback_user_id': self.rep_c.id},
                "nobody is eligible, Rep C",
            ),
            ({'fallback': 'pool', 'fallback_pool_id': pool.id}, "go to the pool Pool"),
            ({'fallback': 'next_rule'}, "the next rule that matches"),
            ({'keep_customer_owner': True}, "Known customers stay"),
        ):
            with self.subTest(vals=vals):
                self.rule.write(vals)
                self.assertIn(words, self.rule.explanation.replace("\N{NO-BREAK SPACE}", " "))

    def test_many_members_are_counted(self):
        users = self.env['res.users']
        for number in range(8):
            users += self.rep_c.copy({'login': f'many{number}', 'name': f"Many {number}"})
        rule = self.make_rule("Many", users)
        self.assertIn("4 others", rule.explanation)

    def test_filter_in_words(self):
        belgium = self.env.ref('base.be')
        for domain, words in (
            ('[]', "All leads."),
            (f"[('country_id', 'in', [{belgium.id}])]", "Country: Belgium"),
            ("[('country_id', '=', False)]", "Country: not set"),
            (
                "[('priority', '=', '3'), ('expected_revenue', '>', 5)]",
                "Priority: Very High; Expected Revenue > 5",
            ),
            ("['|', ('priority', '=', '3'), ('name', 'ilike', 'x')]", "match the filter"),
            ("[('lead_status_id.meaning', '=', 'passed')]", "Status, Meaning: Passed"),
        ):
            with self.subTest(domain=domain):
                self.rule.domain = domain
                self.assertIn(words, self.rule.explanation)
