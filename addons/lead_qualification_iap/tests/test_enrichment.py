from odoo.tests import tagged

from .common import ANSWER, CompanyDataCase


@tagged('post_install', '-at_install')
class TestEnrichment(CompanyDataCase):
    """Enrichment fills the company data of leads, and they are evaluated by it."""

    def enrich(self, leads, user=None, **changes):
        answers = {str(lead.id): {**ANSWER, **changes} for lead in leads}
        leads.with_user(user or self.env.user)._iap_enrich_from_response(answers)

    def test_company_data_is_filled(self):
        self.enrich(self.lead)
        self.assertRecordValues(self.lead, [{**self.fits, 'iap_enrich_done': True}])
        self.assertEqual(self.lead.industry_id.name, "Internet Software & Services")

    def test_lead_is_evaluated_by_what_was_filled(self):
        self.evaluate()
        before = self.lead.fit_score
        self.enrich(self.lead)
        self.evaluate()
        self.assertEqual(self.lead.fit_level, 'high')
        self.assertGreater(self.lead.fit_score, before)

    def test_what_people_filled_in_stays(self):
        education = self.env.ref('base.res_partner_industry_P')
        known = {'employee_count': 12, 'annual_revenue': 3.0, 'industry_id': education.id}
        self.lead.write(known)
        self.enrich(self.lead)
        self.assertRecordValues(self.lead, [known])

    def test_lead_without_an_answer_stays_as_it_is(self):
        other = self.make_leads(1)
        self.lead._iap_enrich_from_response({str(self.lead.id): False, str(other.id): ANSWER})
        self.assertFalse(self.lead.employee_count)
        self.assertEqual(other.employee_count, 314)

    def test_known_industry_is_found_by_its_name(self):
        known = self.env['res.partner.industry'].create({'name': "Technology, Solar"})
        self.enrich(self.lead, industry="technology, solar")
        self.assertEqual(self.lead.industry_id, known)

    def test_same_new_industry_is_added_once(self):
        leads = self.make_leads(2)
        self.enrich(leads, industry="Kite Building")
        self.assertEqual(len(leads.industry_id), 1)

    def test_archived_industry_is_not_used(self):
        gone = self.env['res.partner.industry'].create({'name': "Gone", 'active': False})
        self.enrich(self.lead, industry="Gone")
        self.assertFalse(self.lead.industry_id)
        self.assertFalse(gone.active)

    def test_salesperson_enriches_a_lead(self):
        self.lead.user_id = self.rep_a
        self.enrich(self.lead, user=self.rep_a, industry="Kite Building")
        self.assertEqual(self.lead.industry_id.name, "Kite Building")

    def test_revenue_is_in_the_currency_of_the_company(self):
        euro = self.env.ref('base.EUR')
        euro.active = True
        company = self.env['res.company'].create({'name': "Euros", 'currency_id': euro.id})
        self.env['res.currency.rate'].create(
            {
                'name': '2020-01-01',
                'currency_id': self.env.ref('base.USD').id,
                'company_id': company.id,
                'rate': 2,
            }
        )
        lead = self.make_leads(1, company_id=company.id, team_id=False)
        self.enrich(lead)
        self.assertAlmostEqual(lead.annual_revenue, 5_000_000)
