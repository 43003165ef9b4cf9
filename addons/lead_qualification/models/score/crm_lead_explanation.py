from odoo import api, fields, models

from ...engine import score as engine

SHOWN = 3


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    # computed as the system: the reasons belong to the score, which who reads the lead may read
    score_reasons = fields.Json(compute='_compute_score_reasons', compute_sudo=True)
    score_explanation = fields.Html(
        "Why This Score", compute='_compute_score_explanation', sanitize=False, compute_sudo=True
    )

    @api.depends('score_basis', 'lead_score', 'scored_at')
    @api.depends_context('lang')
    def _compute_score_reasons(self):
        """List what makes the score, ``[{'label', 'points', 'kind'}]``; the points add up to it.

        Cards and Odoo's probability are counted from the middle, so that each answer speaks for or
        against the lead; signals are counted from zero.
        """
        self._prefetch_reasons()
        for lead in self:
            basis = lead.score_basis
            if not basis:
                lead.score_reasons = False
                continue
            reasons = lead._card_reasons(basis) + lead._signal_reasons(basis)
            start = 50 * sum(
                share for factor, share in basis['shares'].items() if factor != 'interest'
            )
            if 'probability' in basis['shares']:
                reasons.append(lead._probability_reason(basis))
            reasons.insert(0, (self.env._("Starting point"), start, 'start'))
            lead.score_reasons = lead._whole_reasons(reasons)

    def _prefetch_reasons(self):
        assessments = self._basis_assessments()
        assessments.fetch(['lead_id', 'scorecard_id', 'score'])
        assessments.line_ids.fetch(['name', 'answer_name', 'finding', 'points', 'weight'])
        self.signal_ids.fetch(['type_id', 'points', 'half_life_days', 'date'])

    def _basis_assessments(self):
        ids = [card_id for lead in self for card_id in (lead.score_basis or {}).get('cards', ())]
        return self.env['lead.assessment'].browse(ids).exists()

    def _card_reasons(self, basis):
        """Return ``(label, points, kind)`` per answer, of the cards that count."""
        self.ensure_one()
        sources = {'fit': 'evaluated', 'answers': 'answered'}
        assessments = self._basis_assessments()
        reasons = []
        for factor, source in sources.items():
            cards = assessments.filtered(lambda a, source=source: a.scorecard_id.source == source)
            if not cards or factor not in basis['shares']:
                continue
            share = basis['shares'][factor] / len(cards)
            for card in cards:
                reasons += self._line_reasons(card, share)
        return reasons

    @api.model
    def _line_reasons(self, card, share):
        lines = card.line_ids.filtered(lambda line: not line.is_missing)
        possible = sum(line.weight * line.max_points for line in lines)
        return [
            (
                self._line_label(line),
                share * 100 * line.weight * (line.points - line.max_points / 2) / possible,
                'reason',
            )
            for line in lines
            if possible
        ]

    @api.model
    def _line_label(self, line):
        if line.answer_name:
            return f"{line.name}: {line.answer_name}"
        if line.finding == 'met':
            return self.env._("%s: fits the ideal customer", line.name)
        return self.env._("%s: does not fit the ideal customer", line.name)

    def _signal_reasons(self, basis):
        """Return ``(label, points, kind)`` per type of signal, as worth when the score was made."""
        self.ensure_one()
        share = basis['shares'].get('interest')
        if share is None:
            return []
        signals = self.signal_ids.with_context(signals_at=self.scored_at)
        reasons = [
            (self._signal_label(signal_type, group), share * sum(group.mapped('value')), 'reason')
            for signal_type, group in signals.grouped('type_id').items()
        ]
        beyond = basis['factors']['interest'] - sum(signals.mapped('value'))
        if abs(beyond) >= 0.5:
            label = (
                self.env._("Interest counts 100 at most")
                if beyond < 0
                else self.env._("Interest does not fall below zero")
            )
            reasons.append((label, share * beyond, 'bound'))
        return reasons

    @api.model
    def _signal_label(self, signal_type, signals):
        if len(signals) == 1:
            return signal_type.name
        return self.env._(
            "%(signal)s (%(count)s times)", signal=signal_type.name, count=len(signals)
        )

    @api.model
    def _probability_reason(self, basis):
        probability = basis['factors']['probability']
        return (
            self.env._("Odoo's estimate of winning: %s%%", round(probability)),
            basis['shares']['probability'] * (probability - 50),
            'reason',
        )

    def _whole_reasons(self, reasons):
        """Round the points to whole ones that add up to the score shown; drop what is none."""
        self.ensure_one()
        exact = [points for _label, points, _kind in reasons]
        whole = engine.whole_points(exact, int(self.lead_score))
        return [
            {'label': label, 'points': points, 'kind': kind}
            for (label, _exact, kind), points in zip(reasons, whole, strict=True)
            if points
        ]

    @api.depends('score_reasons')
    @api.depends_context('lang')
    def _compute_score_explanation(self):
        for lead in self:
            lead.score_explanation = bool(lead.score_reasons) and self.env['ir.qweb']._render(
                'lead_qualification.lead_score_explanation', lead._explain(), minimal_qcontext=True
            )

    def _explain(self):
        """Return what the form shows: the start, the top reasons for and against, and the rest."""
        self.ensure_one()
        reasons = [reason for reason in self.score_reasons if reason['kind'] == 'reason']
        ordered = sorted(reasons, key=lambda reason: reason['points'])
        top_for = [reason for reason in reversed(ordered) if reason['points'] > 0][:SHOWN]
        top_against = [reason for reason in ordered if reason['points'] < 0][:SHOWN]
        shown = sum(reason['points'] for reason in top_for + top_against)
        start = sum(r['points'] for r in self.score_reasons if r['kind'] == 'start')
        score = int(self.lead_score)
        return {
            'start': start,
            'top_for': top_for,
            'top_against': top_against,
            'rest': score - start - shown,
            'score': score,
        }
