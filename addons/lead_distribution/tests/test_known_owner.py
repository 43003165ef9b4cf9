from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestKnownOwner(LeadDistributionCase):
    """Rep C is in no rule, but knows the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule.write({'keep_customer_owner': True, 'keep_duplicate_owner': True})
        cls.company = cls.env['res.partner'].create({'name': "Acme", 'is_company': True})
        cls.buyer, cls.boss = cls.env['res.partner'].create(
            [{'name': name, 'parent_id': cls.company.id} for name in ("Buyer", "Boss")]
        )

    def owned(self, **vals):
        return self.make_leads(1, user_id=self.rep_c.id, **vals)

    def assert_knows(self, lead, words):
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertIn(words, lead.assignment_ids.explanation)

    def test_customer_stays_with_his_salesperson(self):
        self.company.user_id = self.rep_c
        lead = self.give(partner_id=self.buyer.id)
        self.assert_knows(lead, "knows the customer")

    def test_customer_stays_with_whoever_has_his_latest_lead(self):
        self.owned(partner_id=self.boss.id).action_set_won()
        lead = self.give(partner_id=self.buyer.id)
        self.assert_knows(lead, "knows the customer")

    def test_salesperson_of_the_customer_comes_before_his_latest_lead(self):
        self.company.user_id = self.rep_c
        self.make_leads(1, user_id=self.rep_b.id, partner_id=self.boss.id)
        self.assertEqual(self.give(partner_id=self.buyer.id).user_id, self.rep_c)

    def test_duplicates_stay_with_their_salesperson(self):
        self.rule.keep_customer_owner = False
        for vals in (
            {'email_from': "Same <SAME@example.com>"},
            {'phone': '+32 470 12 34 56', 'country_id': self.env.ref('base.be').id},
            {'partner_id': self.buyer.id},
        ):
            with self.subTest(vals=vals):
                first = self.owned(**{'email_from': False, **vals})
                lead = self.give(**{'email_from': False, **vals})
                self.assert_knows(lead, "another lead from the same customer")
                (first + lead).action_archive()

    def test_address_that_many_people_share_identifies_nobody(self):
        self.rule.keep_customer_owner = False
        for number in range(3):
            self.owned(email_from='form@example.com', contact_name=f"Visitor {number}")
        lead = self.give(email_from='form@example.com', contact_name="Visitor 9")
        self.assertNotEqual(lead.user_id, self.rep_c)
        switchboard = {'email_from': False, 'phone': '+32 470 12 34 56'}
        leads = self.give(8, **switchboard, country_id=self.env.ref('base.be').id)
        self.assertEqual(set(self.owners(leads)), {self.rep_a, self.rep_b})

    def test_lost_duplicate_keeps_nothing(self):
        self.owned(email_from='same@example.com').action_set_lost()
        self.assertEqual(self.give(email_from='same@example.com').user_id, self.rep_a)

    def test_owner_who_is_away_is_named_among_the_excluded(self):
        self.owned(email_from='same@example.com')
        self.rep_c.lead_available = False
        lead = self.give(email_from='same@example.com')
        self.assertEqual(lead.user_id, self.rep_a)
        self.assertIn("Rep C is not available", lead.assignment_ids.exclusion_text)

    def test_switched_off_per_rule(self):
        self.rule.write({'keep_customer_owner': False, 'keep_duplicate_owner': False})
        self.owned(email_from='same@example.com', partner_id=self.buyer.id)
        lead = self.give(email_from='same@example.com', partner_id=self.buyer.id)
        self.assertEqual(lead.user_id, self.rep_a)

    def test_it_is_no_turn(self):
        first = self.give(email_from='a@example.com')
        again = self.give(email_from='a@example.com')
        other = self.give(email_from='b@example.com')
        self.assertEqual(self.owners(first + again + other), [self.rep_a, self.rep_a, self.rep_b])

    def test_owner_from_another_company_does_not_get_it(self):
        other = self.env['res.company'].create({'name': "Other"})
        self.owned(email_from='same@example.com')
        self.rep_a.company_ids += other
        lead = self.give(email_from='same@example.com', company_id=other.id, team_id=False)
        self.assertEqual(lead.user_id, self.rep_a)

    def test_taken_back_lead_does_not_go_back_to_its_owner(self):
        lead = self.give()
        lead._reassign('lapsed')
        self.assertEqual(lead.user_id, self.rep_b)

    def test_queries_do_not_grow_with_the_leads(self):
        def queries(count):
            leads = self.make_leads(count, partner_id=self.buyer.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._decide()
            return self.env.cr.sql_log_count - before

        self.company.user_id = self.rep_c
        queries(5)
        few, many = queries(5), queries(60)
        self.assertLessEqual(many, few + 1)
