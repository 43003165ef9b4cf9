from odoo import api, fields, models
from odoo.exceptions import AccessError

# {switch of the digest: metric}
KPIS = {
    'kpi_lead_passed': 'passed',
    'kpi_lead_accepted': 'accepted',
    'kpi_lead_response': 'response_hours',
    'kpi_lead_win_rate': 'win_rate',
    'kpi_lead_revenue': 'revenue',
}
ACTION = 'lead_sla.lead_metric_value_action'
EMPTY = "–"


class DigestDigest(models.Model):
    """Our metrics in Odoo's digest, by their one definition, as far as the reader may see leads."""

    _inherit = 'digest.digest'

    kpi_lead_passed = fields.Boolean("Leads Passed to Sales")
    kpi_lead_passed_value = fields.Integer(compute='_compute_kpi_lead')
    kpi_lead_accepted = fields.Boolean("Leads Accepted by Sales")
    kpi_lead_accepted_value = fields.Integer(compute='_compute_kpi_lead')
    kpi_lead_response = fields.Boolean("Hours to First Response")
    kpi_lead_response_value = fields.Float(compute='_compute_kpi_lead')
    kpi_lead_win_rate = fields.Boolean("Opportunities Won (%)")
    kpi_lead_win_rate_value = fields.Float(compute='_compute_kpi_lead')
    kpi_lead_revenue = fields.Boolean("Won Revenue")
    kpi_lead_revenue_value = fields.Monetary(compute='_compute_kpi_lead')

    # one digest is computed for several periods and readers: all numbers of each at once
    @api.depends_context('start_datetime', 'end_datetime', 'uid', 'allowed_company_ids')
    def _compute_kpi_lead(self):
        start, end, _companies = self._get_kpi_compute_parameters()
        for digest in self:
            company = digest.company_id or self.env.company
            values = digest._measure_kpis(start, end, company)
            for switch, key in KPIS.items():
                digest[f'{switch}_value'] = values.get(key) or 0

    def _measure_kpis(self, start, end, company):
        """Return ``{metric key: value}`` of a company, without those that have no data.

        :raises AccessError: when the reader may see no leads: Odoo leaves the numbers out then
        """
        user = self.env.user
        sees_all = user.has_group('sales_team.group_sale_salesman_all_leads') or user.has_group(
            'lead_qualification.group_lead_marketer'
        )
        if not sees_all and not user.has_group('sales_team.group_sale_salesman'):
            raise AccessError(self.env._("These figures are for those who work with leads."))
        # sudo: who sees all leads gets the figures of the company, a salesperson their own
        metrics = self.env['lead.metric'].sudo().search([('key', 'in', list(KPIS.values()))])
        totals = {}
        for key, owner, rep, numerator, denominator in metrics._measure(
            start, end, by=('company_id', 'user_id')
        ):
            if owner == company.id and (sees_all or rep == user.id):
                total = totals.setdefault(key, [0, 0])
                total[0] += numerator or 0
                total[1] += denominator or 0
        values = {metric.key: metric._value(*totals.get(metric.key, (0, 0))) for metric in metrics}
        return {key: value for key, value in values.items() if value is not None}

    def _compute_kpis(self, company, user):
        kpis = super()._compute_kpis(company, user)
        ours = [kpi for kpi in kpis if kpi['kpi_name'] in KPIS]
        if ours:
            self._blank_kpis(ours, company, user)
        return kpis

    def _blank_kpis(self, kpis, company, user):
        """Show ratios without data as such: no response is no response within 0 hours."""
        reader = self.with_user(user).with_company(company)
        measured = self.company_id or company
        for index, (_name, (period, _before)) in enumerate(self._compute_timeframes(company), 1):
            start, end = (fields.Datetime.to_string(moment) for moment in period)
            known = reader._measure_kpis(start, end, measured)
            for kpi in kpis:
                if KPIS[kpi['kpi_name']] not in known:
                    kpi[f'kpi_col{index}']['value'] = EMPTY

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref('crm.crm_menu_root').id
        return {**actions, **dict.fromkeys(KPIS, f'{ACTION}?menu_id={menu}')}
