from collections import defaultdict

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
        known = self.env.context.get('lead_kpis', {})
        for digest in self:
            company = digest.company_id or self.env.company
            values = known.get((start, end, company.id))
            if not (start and end):
                values = {}  # read by itself a digest is of no time
            elif values is None:
                [values] = digest._measure_kpis([(start, end)], company)
            for switch, key in KPIS.items():
                digest[f'{switch}_value'] = values.get(key) or 0

    def _compute_kpis(self, company, user):
        if not any(self[switch] for switch in KPIS):
            return super()._compute_kpis(company, user)
        reader = self.with_user(user).with_company(company)
        measured = self.company_id or company
        frames = [spans for _name, spans in self._compute_timeframes(company)]
        spans = [tuple(map(fields.Datetime.to_string, span)) for pair in frames for span in pair]
        try:
            values = reader._measure_kpis(spans, measured)
        except AccessError:  # Odoo leaves the numbers out, one by one
            return super()._compute_kpis(company, user)
        known = {(*span, measured.id): value for span, value in zip(spans, values, strict=True)}
        kpis = super(DigestDigest, self.with_context(lead_kpis=known))._compute_kpis(company, user)
        for kpi in kpis:
            if kpi['kpi_name'] in KPIS:
                self._blank_kpi(kpi, values[::2])
        return kpis

    def _blank_kpi(self, kpi, values):
        """Show a ratio without data as such: no response is no response within 0 hours."""
        for number, value in enumerate(values, 1):
            if KPIS[kpi['kpi_name']] not in value:
                kpi[f'kpi_col{number}']['value'] = EMPTY

    def _measure_kpis(self, spans, company):
        """Return ``{metric key: value}`` of a company for each span, without what has no data.

        :raises AccessError: when the reader may see no leads
        """
        user = self.env.user
        sees_all = user.has_group('sales_team.group_sale_salesman_all_leads') or user.has_group(
            'lead_qualification.group_lead_marketer'
        )
        if not sees_all and not user.has_group('sales_team.group_sale_salesman'):
            raise AccessError(self.env._("These figures are for those who work with leads."))
        # sudo: who sees all leads gets the figures of the company, a salesperson their own
        metrics = self.env['lead.metric'].sudo().search([('key', 'in', list(KPIS.values()))])
        totals = defaultdict(lambda: [0, 0])
        for key, owner, salesperson, number, numerator, denominator in metrics._measure_spans(
            spans, by=('company_id', 'user_id')
        ):
            if owner == company.id and (sees_all or salesperson == user.id):
                totals[key, number][0] += numerator or 0
                totals[key, number][1] += denominator or 0
        return [
            {
                metric.key: value
                for metric in metrics
                for value in [metric._value(*totals[metric.key, number])]
                if value is not None
            }
            for number in range(len(spans))
        ]

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref('crm.crm_menu_root').id
        return {**actions, **dict.fromkeys(KPIS, f'{ACTION}?menu_id={menu}')}
