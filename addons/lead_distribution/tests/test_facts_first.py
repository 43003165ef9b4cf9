from odoo.tests import tagged

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestFactsFirst(LeadDistributionCase):
    """The rules see fit and grade of a lead that came in a moment ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fit = {'employee_count': 50, 'annual_revenue': 5_000_000}
        domain = "[('fit_level', '=', 'high')]"
        cls.senior = cls.make_rule("Seniors", cls.rep_c, sequence=1, domain=domain)

    def test_new_lead_that_fits_goes_to_the_seniors_at_once(self):
        lead, plain = self.make_leads(1, **self.fit), self.make_leads(1)
        self.distribute()
        self.assertEqual(lead.fit_level, 'high')
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertIn(plain.user_id, self.rep_a + self.rep_b)
