from odoo.addons.lead_qualification.tests.common import LeadQualificationCase

ANSWER = {
    'name': "Nile Software",
    'clearbit_id': 'nile-1',
    'location': "12 River Street",
    'city': "Cairo",
    'postal_code': '11511',
    'country_code': 'EG',
    'phone_numbers': ['+2025550100'],
    'employees': 314.0,
    'annual_revenue': None,
    'estimated_annual_revenue': '$10M-$50M',
    'sector': "Information Technology",
    'industry': "Internet Software & Services",
}
MINED = {
    'name': "Delta Steel",
    'duns': '123456789',
    'domain': 'delta.example.com',
    'country_code': 'EG',
    'state_code': 'C',
    'street': "1 Mill Road",
    'city': "Giza",
    'zip': '12511',
    'phone': '+2025550101',
    'employees': 820,
    'industry_code': 'C',
    'estimated_annual_revenue': '10M USD',
}


class CompanyDataCase(LeadQualificationCase):
    """Base case: profiles are evaluated by the card that comes with the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fits = {'employee_count': 314, 'annual_revenue': 10_000_000}

    def evaluate(self):
        """Evaluate profiles as the server does."""
        self.env.flush_all()
        cron = self.env.ref('lead_qualification.ir_cron_evaluate_scorecards')
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
