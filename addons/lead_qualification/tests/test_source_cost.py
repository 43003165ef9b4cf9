from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_reports import LeadReportCase


@tagged('post_install', '-at_install')
class TestSourceCost(LeadReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Cost = cls.env['lead.source.cost']
        cls.company = cls.env['res.company'].create({'name': "Second"})

    def cost(self, amount=10, **vals):
        return self.Cost.create({'source_id': self.source.id, 'amount': amount, **vals})

    def refuse(self, message, **vals):
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger('odoo.sql_db'),
            self.env.cr.savepoint(),
        ):
            self.cost(**vals)
        # what the web client shows for it
        self.assertIn(message, self.Cost._sql_error_to_message(caught.exception))

    def test_source_has_one_cost_on_a_day(self):
        self.cost(date_from='2026-03-01', date_to='2026-03-31')
        message = "has a cost on some of these days already"
        self.refuse(message, date_from='2026-03-31', date_to='2026-04-30')
        self.refuse(message, date_from='2026-01-01')
        self.refuse(message)
        self.cost(date_from='2026-04-01')
        self.cost(date_to='2026-02-28')
        self.cost(source_id=self.other_source.id)

    def test_cost_of_all_companies_leaves_no_day_to_one_company(self):
        self.cost(company_id=self.company.id)
        self.cost(company_id=self.env.company.id)
        self.refuse("has a cost on some of these days already")

    def test_total_needs_its_period(self):
        self.refuse("Set From and To", kind='total', date_from='2026-03-01')
        self.refuse("Set From and To", kind='total', date_to='2026-03-01')

    def test_period_cannot_end_before_it_starts(self):
        self.refuse("must start before it ends", date_from='2026-03-02', date_to='2026-03-01')

    def test_amount_cannot_be_negative(self):
        self.refuse("cannot be negative", amount=-1)

    def test_marketers_and_sales_administrators_edit_costs(self):
        for user in (self.marketer, self.leader):
            with self.subTest(user=user.name):
                cost = self.Cost.with_user(user).create(
                    {'source_id': self.source.id, 'amount': 132}
                )
                cost.amount = 106
                cost.unlink()

    def test_reps_neither_read_nor_edit_costs(self):
        cost = self.cost()
        for use in (
            lambda costs: costs.read(['amount']),
            lambda costs: costs.write({'amount': 1}),
            lambda costs: costs.create({'source_id': self.other_source.id, 'amount': 1}),
            lambda costs: costs.unlink(),
        ):
            with self.assertRaises(AccessError):
                use(cost.with_user(self.rep_a))

    def test_costs_of_another_company_are_out_of_reach(self):
        cost = self.cost(company_id=self.company.id)
        self.assertFalse(self.Cost.with_user(self.marketer).search([('id', '=', cost.id)]))
        with self.assertRaises(AccessError):
            cost.with_user(self.leader).amount = 1
