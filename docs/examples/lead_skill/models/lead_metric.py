from odoo import api, models
from odoo.addons.lead_sla.models.metric.lead_metric_definition import Metric
from odoo.tools import SQL


class LeadMetric(models.Model):
    _inherit = 'lead.metric'

    @api.model
    def _metric_definitions(self):
        metrics = super()._metric_definitions()
        metrics['skill_rate'] = Metric(
            'passed', 'rate', 'percent', reached=SQL("lead.lead_skill_id IS NOT NULL")
        )
        return metrics
