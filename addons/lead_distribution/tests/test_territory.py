from odoo import Command
from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged


@tagged('post_install', '-at_install')
class TestTerritory(LeadDistributionCase):
    """
    Europe (rep_c)
      |- Germany (rep_b)
           |- Munich, zip 80000 to 81999 (rep_a)
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany_id = cls.env.ref('base.de').id
        cls.europe = cls.make_territory("Europe", cls.rep_c)
        cls.germany = cls.make_territory(
            "Germany", cls.rep_b, parent_id=cls.europe.id, country_ids=[cls.germany_id]
        )
        cls.munich = cls.make_territory(
            "Munich", cls.rep_a, parent_id=cls.germany.id, zips=[('80000', '81999')]
        )
        cls.rule.method = 'territory'

    @classmethod
    def make_territory(cls, name, reps=(), zips=(), **vals):
        lines = [Command.create({'zip_from': first, 'zip_to': last}) for first, last in zips]
        return cls.env['lead.territory'].create(
            {
                'name': name,
                'member_ids': [Command.set([rep.id for rep in reps])],
                'zip_ids': lines,
                **vals,
            }
        )

    def give_from(self, code, count=1):
        return self.give(count, country_id=self.germany_id, zip=code)

    def test_most_specific_territory_gets_the_lead(self):
        self.assertEqual(self.give_from('80331').user_id, self.rep_a)
        self.assertEqual(self.give_from('10115').user_id, self.rep_b)
        self.assertEqual(self.give(country_id=self.env.ref('base.fr').id).user_id, self.rep_c)

    def test_reason_names_the_territory(self):
        stint = self.give_from('80331').assignment_ids
        self.assertIn("in the territory Munich", stint.explanation)
        self.assertEqual(stint.territory_id, self.munich)

    def test_lead_flows_over_when_all_are_away(self):
        self.rep_a.lead_available = False
        stint = self.give_from('80331').assignment_ids
        self.assertEqual(stint.user_id, self.rep_b)
        self.assertEqual(stint.overflow_territory_id, self.germany)
        self.assertIn("Nobody in the territory Munich", stint.explanation)
        self.assertIn("Rep A is not available", stint.exclusion_text)

    def test_neighbour_comes_before_the_parent(self):
        self.munich.overflow_id = self.make_territory("Next door", self.rep_c)
        self.rep_a.lead_available = False
        self.assertEqual(self.give_from('80331').user_id, self.rep_c)

    def test_surge_flows_over_also_from_run_to_run(self):
        self.munich.surge_cap = 2
        self.assertEqual(self.give_from('80331').user_id, self.rep_a)
        leads = self.give_from('80331', 2)
        self.assertEqual(self.owners(leads), [self.rep_a, self.rep_b])
        self.assertIn("has had its leads today", leads[1].assignment_ids.explanation)

    def test_members_of_the_rule_follow_the_territories(self):
        self.assertEqual(self.rule.member_ids.user_id, self.rep_a + self.rep_b + self.rep_c)
        member = self.member(self.rep_a)
        member.write({'weight': 3, 'daily_cap': 5})
        self.munich.member_ids -= self.rep_a
        self.assertFalse(self.member(self.rep_a))
        self.munich.member_ids += self.rep_a
        self.assertEqual(self.member(self.rep_a), member)
        self.assertEqual((member.weight, member.daily_cap), (3, 5))
        self.munich.active = False
        self.assertFalse(self.member(self.rep_a))

    def test_language(self):
        arabic = self.env['res.lang']._activate_lang('ar_001')
        self.make_territory("Arabic", self.rep_a, lang_ids=arabic.ids, parent_id=self.europe.id)
        self.assertEqual(self.give(lang_id=arabic.id).user_id, self.rep_a)

    def test_siblings_do_not_share_zip_codes(self):
        with self.assertRaisesRegex(ValidationError, "80000–81999.*Munich|Munich.*80000–81999"):
            self.make_territory("Too", zips=[('81000', '85000')], parent_id=self.germany.id)
        elsewhere = [('81000', '85000')]
        self.make_territory("Part", zips=[('80000', '80999')], parent_id=self.munich.id)
        self.make_territory("Abroad", zips=elsewhere, country_ids=self.env.ref('base.fr').ids)
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.make_territory(
                "Next", zips=[('82000', '83000')], parent_id=self.germany.id
            ).zip_ids.zip_from = '81999'

    def test_zip_codes_begin_before_they_end(self):
        with self.assertRaisesRegex(ValidationError, "Swap From and To"):
            self.make_territory("Bad", zips=[('200', '100')])
        with self.assertRaisesRegex(ValidationError, "letters or digits"):
            self.make_territory("Bad", zips=[('--', False)])

    def test_circle_of_overflow(self):
        with self.assertRaisesRegex(ValidationError, "in a circle: Germany"):
            self.germany.overflow_id = self.munich
        with self.assertRaisesRegex(ValidationError, "circle"):
            self.germany.overflow_id = self.germany
        with self.assertRaisesRegex(ValidationError, "part of itself"):
            self.europe.parent_id = self.munich

    def test_surge_is_not_negative(self):
        with self.assertRaisesRegex(ValidationError, "Surge After"):
            self.munich.surge_cap = -1

    def test_states_lie_in_the_countries(self):
        with self.assertRaisesRegex(ValidationError, "none of the countries"):
            self.germany.state_ids = self.env.ref('base.state_us_1')

    def test_members_work_for_the_company(self):
        other = self.env['res.company'].create({'name': "Other"})
        with self.assertRaisesRegex(ValidationError, "without working for Other"):
            self.make_territory("Abroad", self.rep_a, company_id=other.id)

    def test_territories_of_another_company_do_not_count(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.rep_c.company_ids += other
        self.make_territory(
            "Theirs",
            self.rep_c,
            zips=[('80331', '80331')],
            company_id=other.id,
            country_ids=self.env.ref('base.de').ids,
            state_ids=[],
        )
        self.rule.company_id = self.env.company
        self.assertEqual(self.give_from('80331').user_id, self.rep_a)
        with self.assertRaises(AccessError):
            self.env['lead.territory'].search([('name', '=', "Theirs")]).with_user(self.rep_a).read(
                ['name']
            )

    def test_leader_draws_and_reps_do_not(self):
        with Form(self.env['lead.territory'].with_user(self.leader)) as form:
            form.name = "Berlin"
            form.parent_id = self.germany
            with form.zip_ids.new() as line:
                line.zip_from, line.zip_to = '10000', '14999'
            form.member_ids.add(self.rep_c)
        self.assertEqual(self.give_from('10115').user_id, self.rep_c)
        for user in (self.rep_a, self.marketer):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.munich.with_user(user).name = "Mine"

    def test_queries_grow_neither_with_leads_nor_with_territories(self):
        def queries(count):
            leads = self.make_leads(count, country_id=self.germany_id, zip='80331')
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._decide()
            return self.env.cr.sql_log_count - before

        queries(5)
        few = queries(5)
        for number in range(20):
            self.make_territory(
                f"Part {number}", self.rep_b, zips=[(f'{90 + number}', False)], surge_cap=1
            )
        queries(5)  # a change of settings empties caches, whatever they hold
        self.assertLessEqual(queries(60), few + 1)
