from odoo import fields, models
from odoo.fields import Domain

AMOUNTS = ('won', 'lost')


class LeadReview(models.Model):
    """The lines of an agenda as data, which can be kept and put in words later."""

    _inherit = 'lead.review'

    def _row_of_lead(self, lead, **values):
        return {
            'lead_id': lead.id,
            'name': lead.display_name,
            'user': lead.user_id.name,
            'grade': lead.lead_grade,
            **values,
        }

    def _rows_decisions(self, decisions):
        return [
            {
                'id': decision.id,
                'lead_id': decision.lead_id.id,
                'name': decision.name,
                'user': decision.user_id.name,
                'due': fields.Date.to_string(decision.date_deadline),
                'decided': fields.Date.to_string(decision.review_id.review_date),
            }
            for decision in decisions
        ]

    def _rows_urgent(self, leads):
        return [
            self._row_of_lead(
                lead,
                urgency=lead.sla_urgency,
                kind=lead.sla_kind,
                deadline=fields.Datetime.to_string(lead.sla_deadline),
                forget_at=fields.Datetime.to_string(lead.forget_at),
            )
            for lead in leads
        ]

    def _rows_misses(self, slas):
        return [
            {
                **self._row_of_lead(sla.lead_id),
                'user': sla.user_id.name,
                'kind': sla.kind,
                'deadline': fields.Datetime.to_string(sla.deadline),
                'done': fields.Datetime.to_string(sla.met_at),
            }
            for sla in slas
        ]

    def _rows_gaps(self, leads):
        return [self._row_of_lead(lead, gap=lead.follow_up_gap) for lead in leads]

    def _rows_won(self, leads):
        return [self._row_of_deal(lead) for lead in leads]

    def _rows_lost(self, leads):
        return [self._row_of_deal(lead, reason=lead.lost_reason_id.name) for lead in leads]

    def _row_of_deal(self, lead, **values):
        amount = {'amount': lead.expected_revenue, 'currency': lead.company_currency.id}
        return self._row_of_lead(lead, **amount, **values)

    def _rows_metrics(self, values):
        months = self.env['lead.metric.value'].search(
            self._of_team & Domain('period', '=', 'month') & Domain('age', '=', 0)
        )
        months = {(month.metric_id, month.company_id): month for month in months}
        return [
            self._row_of_metric(value, months.get((value.metric_id, value.company_id)))
            for value in values
        ]

    def _row_of_metric(self, week, month):
        row = {
            'id': week.id,
            'metric': week.metric_id.id,
            'company_id': week.company_id.id,
            'from': fields.Date.to_string(week.date_start),
            'value': week.value if week.has_data else None,
            'before': week.previous_value if week.has_previous else None,
            'change': week.change if week.has_data and week.has_previous else None,
        }
        if month:
            goal = month.goal_id
            row['month'] = month.value if month.has_data else None
            row['target'] = goal.target if goal else None
            row['progress'] = month.progress if goal else None
        return row

    def _rows_drifts(self, alerts):
        names = ('period', 'drift', 'verdict', 'value', 'band_low', 'band_high')
        return [
            {
                'id': alert.id,
                'metric': alert.metric_id.id,
                'company_id': alert.company_id.id,
                'from': fields.Date.to_string(alert.date_start),
                **{name: alert[name] for name in names},
            }
            for alert in alerts
        ]

    def _rows_campaigns(self, campaigns):
        return [
            {
                'id': campaign.id,
                'name': campaign.title,
                'user': campaign.user_id.name,
                'from': fields.Date.to_string(campaign.date_start),
                'stage': campaign.stage_id.name,
            }
            for campaign in campaigns
        ]

    def _live_summary(self, section):
        """Return ``{'amounts': {currency: sum}, 'reasons': {reason: count}}`` of all deals."""
        if section not in AMOUNTS:
            return {}
        model, domain, _order = self._scope(section)
        summary = {'amounts': {}, 'reasons': {}}
        for reason, company, count, amount in model._read_group(
            domain, ['lost_reason_id', 'company_id'], ['__count', 'expected_revenue:sum']
        ):
            currency = (company or self.env.company).currency_id.id
            self._add_to(summary, currency, amount, reason.name or False, count)
        return summary

    def _sum_up(self, section, rows):
        """Return the same of lines that were kept."""
        if section not in AMOUNTS:
            return {}
        summary = {'amounts': {}, 'reasons': {}}
        for row in rows:
            self._add_to(summary, row['currency'], row['amount'], row.get('reason') or False, 1)
        return summary

    def _add_to(self, summary, currency, amount, reason, count):
        amounts, reasons = summary['amounts'], summary['reasons']
        amounts[currency] = amounts.get(currency, 0) + amount
        reasons[reason] = reasons.get(reason, 0) + count
