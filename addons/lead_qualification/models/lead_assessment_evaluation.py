from odoo import api, fields, models


class LeadAssessment(models.Model):
    _inherit = 'lead.assessment'

    @api.model
    def _evaluate(self, card, leads):
        """Assess ``leads`` against a card that reads their own data.

        Each criterion is evaluated once for all leads. A lead whose data gives the same result as
        its last assessment keeps that one.

        :returns: the assessments made
        """
        results = self._evaluate_criteria(card, leads)
        latest = {
            assessment.lead_id: assessment
            for assessment in leads._counting_assessments()
            if assessment.scorecard_id == card
        }
        vals_list = [
            {
                'lead_id': lead.id,
                'scorecard_id': card.id,
                'line_ids': [
                    fields.Command.create({'criterion_id': criterion.id, 'finding': finding})
                    for criterion, finding in results[lead].items()
                ],
            }
            for lead in leads
            if lead not in latest or latest[lead]._differs(results[lead])
        ]
        assessments = self.create(vals_list)
        assessments._confirm()
        return assessments

    @api.model
    def _evaluate_criteria(self, card, leads):
        """Return ``{lead: {criterion: finding}}``; no data is missing, not zero."""
        results = {lead: {} for lead in leads}
        for criterion in card.criterion_ids:
            met = set(leads.filtered_domain(card._parse_domain(criterion.domain)))
            names = criterion._data_fields()
            for lead in leads:
                if not any(lead[name] for name in names):
                    results[lead][criterion] = 'missing'
                else:
                    results[lead][criterion] = 'met' if lead in met else 'not_met'
        return results

    def _differs(self, result):
        """Tell whether ``{criterion: finding}`` says something else than this assessment."""
        self.ensure_one()
        return {line.criterion_id: line.finding for line in self.line_ids} != result
