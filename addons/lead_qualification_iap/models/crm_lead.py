from odoo import api, models

from ..tools import employees, industry_names, revenue


class CrmLead(models.Model):
    """Company data that Odoo's services answer with, in the fields that scorecards read."""

    _inherit = 'crm.lead'

    @api.model
    def _iap_enrich_from_response(self, iap_response):
        res = super()._iap_enrich_from_response(iap_response)
        # the answer may name leads that have been deleted meanwhile
        for lead in self.search([('id', 'in', list(iap_response))]):
            if data := iap_response.get(str(lead.id)):
                lead._fill_company_data(data)
        return res

    def _fill_company_data(self, data):
        """Fill what nobody has filled in yet; people know better than a service."""
        self.ensure_one()
        company = self.company_id or self.env.company
        missing = {
            name: value
            for name, value in self._company_data(data, company).items()
            if not self[name]
        }
        if missing:
            self.write(missing)

    @api.model
    def _company_data(self, data, company):
        """Return the values of our fields that an answer about a company holds."""
        amount, code = revenue(data)
        values = {
            'employee_count': employees(data),
            'annual_revenue': amount and self._in_company_currency(amount, code, company),
            'industry_id': self._industry_of(data).id,
        }
        return {name: value for name, value in values.items() if value}

    @api.model
    def _in_company_currency(self, amount, code, company):
        currencies = self.env['res.currency'].with_context(active_test=False)
        currency = currencies.search([('name', '=', code)], limit=1) or company.currency_id
        return currency._convert(
            amount, company.currency_id, company, self.env.cr.now().date(), round=False
        )

    @api.model
    def _industry_of(self, data):
        """Return the industry that an answer names by its code or in words.

        An industry that Odoo does not know yet is added, so that scorecards can ask for it. One
        that has been archived is left alone.
        """
        # sudo: industries are the address book's to manage; the service names one, not the user
        model = self.env['res.partner.industry'].sudo()
        code = data.get('industry_code')
        if industry := code and self.env.ref(f'base.res_partner_industry_{code}', False):
            return industry.filtered('active')
        names = industry_names(data)
        if not names:
            return model
        known = model.with_context(active_test=False, lang='en_US').search([])
        by_name = {industry.name.lower(): industry for industry in known}
        for name in names:
            if industry := by_name.get(name.lower()):
                return industry.filtered('active')
        return model.create({'name': names[0]})
