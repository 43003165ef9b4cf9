from itertools import accumulate

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

COUNTS = {'__count', 'reached:sum'}


class LeadFunnelReport(models.Model):
    """The funnel itself: how many leads took each step.

    Each lead is counted once, at the furthest step it took, and steps are added up from the last
    one back: who came further has taken all steps before.
    """

    _inherit = 'lead.funnel.report'

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        if not self._is_funnel(domain, groupby, aggregates, *args, **kwargs):
            return super()._read_group(domain, groupby, aggregates, *args, **kwargs)
        model = self.with_context(lead_furthest_step=True)
        rows = super(LeadFunnelReport, model)._read_group(domain, groupby, aggregates)
        found = {step: counts for step, *counts in rows}
        return self._add_up(found, len(aggregates)) if found else []

    @api.model
    def _step_join(self) -> SQL:
        if not self.env.context.get('lead_furthest_step'):
            return super()._step_join()
        return SQL(
            "CROSS JOIN LATERAL (SELECT furthest.number, %s AS key) AS step", self._furthest(str)
        )

    @api.model
    def _is_funnel(self, domain, groupby, aggregates, having=(), offset=0, limit=None, order=None):
        """Tell whether leads are counted by step, and chosen by what all their steps share."""
        asked = {
            condition.field_expr.partition('.')[0] for condition in Domain(domain).iter_conditions()
        }
        return (
            list(groupby) == ['step']
            and COUNTS.issuperset(aggregates)
            and asked <= {'lead_id', *self._dimensions()}
            and not (having or offset or limit)
            and order in (None, 'step')
        )

    @api.model
    def _add_up(self, found, width):
        """Return a row per step from counts by the furthest step."""
        last = max(found)
        steps = [step for step in sorted(self._steps(), reverse=True) if step <= last]
        counts = (found.get(step, [0] * width) for step in steps)
        sums = accumulate(
            counts, lambda total, more: [a + b for a, b in zip(total, more, strict=True)]
        )
        return [(step, *total) for step, total in zip(steps, sums, strict=True)][::-1]
