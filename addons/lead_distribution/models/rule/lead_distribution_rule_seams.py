from dataclasses import replace

from odoo import api, fields, models

from ...engine import FILTERS, METHODS
from ...tools.engine_words import FILTER_WORDS, METHOD_WORDS

OWN_FILTERS = {key: replace(one, **FILTER_WORDS[key]) for key, one in FILTERS.items()}
OWN_METHODS = {key: replace(one, **METHOD_WORDS[key]) for key, one in METHODS.items()}


class LeadDistributionRule(models.Model):
    """Where other addons add to distribution, each database for itself: see docs/extending.md."""

    _inherit = 'lead.distribution.rule'

    has_members = fields.Boolean(compute='_compute_has_members')

    @api.model
    def _distribution_methods(self):
        """Return ``{method: engine.Method}``, with the words that say why a lead was given.

        Override it, add to what ``super()`` returns, and give ``method`` the choice by
        ``selection_add``.
        """
        return dict(OWN_METHODS)

    @api.model
    def _eligibility_filters(self):
        """Return ``{key: engine.Filter}`` in the order they are asked: the first one excludes.

        Override it and add to what ``super()`` returns, or replace one there; leave out none.
        """
        return dict(OWN_FILTERS)

    @api.model
    def _engine_seams(self):
        """Return what the engine's counters start with beside numbers."""
        filters = self._eligibility_filters()
        # the grade of a tier excludes only those whom nothing else does, see engine.filters
        filters['tier_grade'] = filters.pop('tier_grade')
        return {'methods': self._distribution_methods(), 'filters': filters}

    @api.depends('method')
    def _compute_has_members(self):
        methods = self._distribution_methods()
        for rule in self:
            rule.has_members = rule.method in methods and methods[rule.method].has_members

    def _engine_extra(self):
        """Return ``{name: value}`` that filters and methods find on this rule and its candidates.

        Override it for a field of the rule. It is called for each rule of a run: read fields,
        which are fetched for all rules at once, and search nothing.
        """
        self.ensure_one()
        return {}
