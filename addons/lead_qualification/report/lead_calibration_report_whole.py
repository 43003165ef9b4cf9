from itertools import chain

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

LINE_FIELDS = {'id', 'criterion', 'answer', 'finding', 'basis', 'points'}


class LeadCalibrationReport(models.Model):
    """Questions that ask nothing of single answers, such as how grades turned out.

    Each assessment is read as one row then, which knows how many rows of answers it stands for.
    """

    _inherit = 'lead.calibration.report'

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        model = self._reading(domain, groupby, aggregates)
        parent = super(LeadCalibrationReport, model)
        return parent._read_group(domain, groupby, aggregates, *args, **kwargs)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        model = self._reading(domain, chain.from_iterable(grouping_sets), aggregates)
        parent = super(LeadCalibrationReport, model)
        return parent._read_grouping_sets(domain, grouping_sets, aggregates, order)

    @api.model
    def _reading(self, domain, groupby, aggregates):
        """Return the report as it reads what this question takes."""
        conditions = Domain(domain).iter_conditions()
        asked = {condition.field_expr.partition('.')[0] for condition in conditions}
        asked |= {spec.partition(':')[0].partition('.')[0] for spec in (*groupby, *aggregates)}
        return self.with_context(lead_whole_assessments=not asked & LINE_FIELDS)

    @api.model
    def _join_lines(self) -> SQL:
        if not self.env.context.get('lead_whole_assessments'):
            return super()._join_lines()
        return SQL(
            """
        CROSS JOIN LATERAL (
                SELECT MIN(id) AS id, COUNT(*) AS line_count FROM lead_assessment_line
                 WHERE assessment_id = assessment.id HAVING COUNT(*) > 0
              ) AS line
            """
        )

    @api.model
    def _line_dimensions(self):
        dimensions = super()._line_dimensions()
        if not self.env.context.get('lead_whole_assessments'):
            return dimensions
        return dict.fromkeys(dimensions, SQL("NULL"))

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        if aggregate_spec == '__count' and self.env.context.get('lead_whole_assessments'):
            return SQL("SUM(%s)::int8", SQL.identifier(self._table, 'line_count'))
        return super()._read_group_select(aggregate_spec, query)
