from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

COUNTS = ('__count', 'reached:sum', 'skipped:sum')


class LeadFunnelReport(models.Model):
    """The funnel itself: how many leads took each step.

    Leads are counted once, by the path they took, and the paths are added up to steps.
    """

    _inherit = 'lead.funnel.report'

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        counts_paths = self.env.context.get('lead_whole_path')
        if counts_paths or not self._is_funnel(domain, groupby, aggregates, *args, **kwargs):
            return super()._read_group(domain, groupby, aggregates, *args, **kwargs)
        domain, only_taken = self._split_taken(Domain(domain))
        return self._add_up(self._count_paths(domain), aggregates, only_taken)

    @api.model
    def _count_paths(self, domain):
        """Return ``[(steps, number of leads)]``, steps being ``{step: whether it was taken}``."""
        model = self.with_context(lead_whole_path=True)
        rows = model._read_group(domain, ['step'], ['__count'])
        paths = {str(path): steps for path, steps in self._paths().items()}
        return [(paths[path], number) for path, number in rows if path in paths]

    @api.model
    def _count_steps(self, domain):
        """Return what happened at each step, in their order.

        :return: ``{step: {'taken': leads, 'skipped': leads, 'of_before': leads}}``, the last being
            those that took the step before as well
        """
        counts = {
            step: {'taken': 0, 'skipped': 0, 'of_before': 0} for step in sorted(self._steps())
        }
        for steps, number in self._count_paths(domain):
            before = True
            for step, taken in steps.items():
                counts[step]['taken' if taken else 'skipped'] += number
                counts[step]['of_before'] += number if taken and before else 0
                before = taken
        return counts

    @api.model
    def _step_join(self) -> SQL:
        if not self.env.context.get('lead_whole_path'):
            return super()._step_join()
        return SQL(
            """CROSS JOIN LATERAL (
                   SELECT 0 AS number, path.taken::text AS key, 1 AS reached, 0 AS skipped
               ) AS step"""
        )

    @api.model
    def _is_funnel(self, domain, groupby, aggregates, having=(), offset=0, limit=None, order=None):
        """Tell whether leads are counted by step, and chosen by what all their steps share."""
        domain, _only_taken = self._split_taken(Domain(domain))
        asked = {condition.field_expr.partition('.')[0] for condition in domain.iter_conditions()}
        return (
            list(groupby) == ['step']
            and set(COUNTS).issuperset(aggregates)
            and asked <= {'lead_id', *self._dimensions()}
            and not (having or offset or limit)
            and order in (None, 'step')
        )

    @api.model
    def _split_taken(self, domain):
        """Return the domain without the condition that a step was taken, and whether it had it."""

        def without(value):
            return domain.map_conditions(
                lambda condition: value if condition.field_expr == 'skipped' else condition
            )

        is_asked = any(
            (condition.field_expr, condition.operator, condition.value) == ('skipped', '=', 0)
            for condition in domain.iter_conditions()
        )
        only_taken = is_asked and without(Domain.FALSE).is_false()
        return (without(Domain.TRUE), True) if only_taken else (domain, False)

    @api.model
    def _add_up(self, leads, aggregates, only_taken):
        """Return a row per step, as ``_read_group`` does, from what ``_count_paths`` gives."""
        counts = {}
        for steps, number in leads:
            for step, taken in steps.items():
                count = counts.setdefault(step, dict.fromkeys(COUNTS, 0))
                if taken or not only_taken:
                    count['__count'] += number
                    count['reached:sum' if taken else 'skipped:sum'] += number
        return [
            (step, *(count[aggregate] for aggregate in aggregates))
            for step, count in sorted(counts.items())
            if count['__count']
        ]
