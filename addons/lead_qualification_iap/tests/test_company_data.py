from odoo.addons.lead_qualification_iap.tools import employees, industry_names, revenue
from odoo.tests import BaseCase, tagged

REVENUES = [
    (None, 0),
    ('', 0),
    ("unknown", 0),
    (True, 0),
    (float('nan'), 0),
    (1000000, 1000000),
    ('1000000', 1000000),
    ('10M USD', 10e6),
    ('$10M-$50M', 10e6),
    ('10-50M', 10e6),
    ('$0-$1M', 0),
    ('$1B+', 1e9),
    ('1.5 million EUR', 1.5e6),
    ('2,500,000', 2.5e6),
    ('1.000.000 €', 1e6),
    ('900K', 900e3),
    ('10 MXN', 10),
]
EMPLOYEES = [
    (None, 0),
    (0, 0),
    (-3, 0),
    (3.14, 3),
    (314, 314),
    ('51-200', 51),
    ('1,200+', 1200),
    (1e12, 0),
    (float('inf'), 0),
    (['many'], 0),
]


@tagged('post_install', '-at_install')
class TestCompanyData(BaseCase):
    """What the answers of Odoo's services mean, however they say it."""

    def test_revenue_is_read_from_numbers_and_words(self):
        for told, amount in REVENUES:
            with self.subTest(told=told):
                self.assertAlmostEqual(revenue({'estimated_annual_revenue': told})[0], amount)

    def test_reported_revenue_comes_before_an_estimate(self):
        data = {'annual_revenue': 5, 'estimated_annual_revenue': '10M'}
        self.assertEqual(revenue(data), (5, 'USD'))

    def test_revenue_is_in_the_currency_it_names(self):
        for told, code in (('1M', 'USD'), ('1M EUR', 'EUR'), ('£3M', 'GBP'), ('$3M', 'USD')):
            with self.subTest(told=told):
                self.assertEqual(revenue({'estimated_annual_revenue': told})[1], code)

    def test_employees_are_a_whole_number(self):
        for told, count in EMPLOYEES:
            with self.subTest(told=told):
                self.assertEqual(employees({'employees': told}), count)

    def test_industry_is_the_most_telling_name(self):
        data = {'sector': "Technology", 'industry': " Software ", 'industry_group': None}
        self.assertEqual(industry_names(data), ["Software", "Technology"])
