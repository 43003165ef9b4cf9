from psycopg2 import IntegrityError

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestRule(LeadDistributionCase):
    """Bad input is refused at entry, with a clear sentence."""

    def test_filter_with_an_unknown_field(self):
        with self.assertRaisesRegex(ValidationError, "filter of the rule"):
            self.rule.domain = "[('no_such_field', '=', 1)]"

    def test_filter_that_is_no_filter(self):
        for domain in ("[('name'", "import os", "7", "[('name', 'is like', 'x')]"):
            with self.subTest(domain=domain), self.assertRaisesRegex(ValidationError, "filter"):
                self.rule.domain = domain

    def test_weight_is_positive(self):
        for vals in ({'weight': 0}, {'weight': -1}):
            with (
                self.subTest(vals=vals),
                mute_logger('odoo.sql_db'),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.member(self.rep_a).write(vals)
                self.env.flush_all()

    def test_limits_are_not_negative(self):
        for record in (self.member(self.rep_a), self.team, self.make_pool()):
            for field in ('daily_cap', 'weekly_cap', 'open_cap', 'open_cap_a', 'open_cap_d'):
                with (
                    self.subTest(model=record._name, field=field),
                    self.assertRaisesRegex(ValidationError, record._fields[field].string),
                    self.env.cr.savepoint(),
                ):
                    record[field] = -1

    def test_rep_is_in_a_rule_once(self):
        with (
            mute_logger('odoo.sql_db'),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.rule.member_ids = [(0, 0, {'user_id': self.rep_a.id})]

    def test_member_works_for_the_company(self):
        other = self.env['res.company'].create({'name': "Other"})
        with self.assertRaisesRegex(ValidationError, "without working for Other"):
            self.make_rule("Elsewhere", self.rep_a, company_id=other.id)

    def test_company_of_a_rule_with_strangers_in_it(self):
        other = self.env['res.company'].create({'name': "Other"})
        with self.assertRaisesRegex(ValidationError, "without working for Other"):
            self.rule.company_id = other

    def test_destination_is_chosen(self):
        for vals in ({'method': 'pool'}, {'fallback': 'pool'}, {'fallback': 'person'}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Choose the"):
                self.make_rule("No place", **vals)

    def test_retry_takes_a_minute_at_least(self):
        with (
            mute_logger('odoo.sql_db'),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.rule.retry_minutes = 0
            self.env.flush_all()

    def test_portal_user_is_no_member(self):
        portal = self.env['res.users'].create(
            {
                'name': "Portal",
                'login': 'portal_x',
                'group_ids': [(6, 0, self.env.ref('base.group_portal').ids)],
            }
        )
        with self.assertRaisesRegex(ValidationError, "no internal user"):
            self.rule.member_ids = [(0, 0, {'user_id': portal.id})]

    def test_rule_of_another_company_does_not_match(self):
        other = self.env['res.company'].create({'name': "Other"})
        lead = self.make_leads(1, company_id=self.env.company.id)
        self.rep_a.company_ids += other
        self.rep_b.company_ids += other
        self.rule.company_id = other
        self.make_rule("Here", self.rep_c)
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)
