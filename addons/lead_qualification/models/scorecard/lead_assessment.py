from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .lead_scorecard import GRADES

EVALUATED = [('source', '=', 'evaluated')]


class LeadAssessment(models.Model):
    """One scorecard filled in for one lead; its points are frozen when it is confirmed.

    A call may end with a customer who waits for something that is not there yet.
    """

    _name = 'lead.assessment'
    _inherit = ['lead.bound.mixin']
    _description = "Lead Assessment"
    _order = 'confirmed_at desc, id desc'
    _rec_name = 'scorecard_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    scorecard_id = fields.Many2one('lead.scorecard', required=True, index=True, ondelete='restrict')
    company_id = fields.Many2one(related='lead_id.company_id')
    user_id = fields.Many2one(
        'res.users', "Assessed By", required=True, default=lambda self: self.env.user, index=True
    )
    state = fields.Selection(
        [('draft', "Draft"), ('confirmed', "Confirmed")], required=True, default='draft', copy=False
    )
    confirmed_at = fields.Datetime("Confirmed On", readonly=True, copy=False)
    line_ids = fields.One2many('lead.assessment.line', 'assessment_id')
    pass_rule = fields.Char(readonly=True)
    minimum_score = fields.Float(readonly=True)
    score = fields.Float(
        compute='_compute_result',
        store=True,
        help="Points in percent of what the answers so far could give.",
    )
    grade = fields.Selection(GRADES, compute='_compute_result', store=True)
    verdict = fields.Selection(
        [('incomplete', "Incomplete"), ('passed', "Passed"), ('failed', "Not Passed")],
        compute='_compute_result',
        store=True,
    )
    missing_count = fields.Integer("Missing Answers", compute='_compute_result', store=True)
    missing = fields.Char("Still Missing", compute='_compute_missing')
    outcome_is_waiting = fields.Boolean(related='outcome_reason_id.is_waiting')
    outcome_awaited_tag_ids = fields.Many2many(
        'crm.tag',
        'lead_assessment_awaited_tag_rel',
        'assessment_id',
        'tag_id',
        "Waiting For",
        copy=False,
        help="The products or offers to tell this customer about as soon as they are available.",
    )

    @api.depends(
        'line_ids.points',
        'line_ids.max_points',
        'line_ids.weight',
        'line_ids.is_missing',
        'line_ids.is_met',
        'line_ids.is_required',
        'line_ids.is_knock_out',
        'scorecard_id',
    )
    def _compute_result(self):
        for assessment in self:
            lines = assessment.line_ids
            answered = lines.filtered(lambda line: not line.is_missing)
            possible = sum(line.weight * line.max_points for line in answered)
            earned = sum(line.weight * line.points for line in answered)
            assessment.score = 100 * earned / possible if possible else 0
            assessment.grade = (
                assessment.scorecard_id._grade(assessment.score) if possible else False
            )
            assessment.missing_count = len(lines - answered)
            assessment.verdict = assessment._verdict()

    @api.depends('line_ids.is_missing', 'line_ids.name')
    def _compute_missing(self):
        for assessment in self:
            lines = assessment.line_ids.filtered('is_missing')
            assessment.missing = ", ".join(lines.mapped(lambda line: line.name or ''))

    def _verdict(self):
        """Judge by the card's own rule; a missing answer leaves the verdict open, it is no zero."""
        self.ensure_one()
        lines = self.line_ids
        if not lines:
            return 'incomplete'
        if any(lines.mapped('is_knock_out')):
            return 'failed'
        if (self.pass_rule or self.scorecard_id.pass_rule) == 'minimum_score':
            return self._verdict_by_score()
        required = lines.filtered('is_required')
        if any(not line.is_missing and not line.is_met for line in required):
            return 'failed'
        return 'incomplete' if any(required.mapped('is_missing')) else 'passed'

    def _verdict_by_score(self):
        """Judge once the missing answers can no longer change the outcome."""
        lines = self.line_ids
        minimum = self.minimum_score if self.pass_rule else self.scorecard_id.minimum_score
        possible = sum(line.weight * line.max_points for line in lines)
        worst = sum(line.weight * line.points for line in lines)
        best = worst + sum(line.weight * line.max_points for line in lines if line.is_missing)
        if not possible or 100 * best / possible < minimum:
            return 'failed' if possible else 'incomplete'
        return 'passed' if 100 * worst / possible >= minimum else 'incomplete'

    @api.onchange('scorecard_id')
    def _onchange_scorecard_id(self):
        criteria = self.scorecard_id.criterion_ids
        self.line_ids = [fields.Command.clear(), *self._prepare_lines(criteria)]

    @api.model
    def _prepare_lines(self, criteria):
        return [fields.Command.create({'criterion_id': criterion.id}) for criterion in criteria]

    @api.constrains('scorecard_id')
    def _check_card_company(self):
        for assessment in self:
            company, card = assessment.lead_id.company_id, assessment.scorecard_id
            if company and card.company_id and company != card.company_id:
                raise ValidationError(
                    self.env._(
                        "%(card)s is a scorecard of %(card_company)s, and the lead %(lead)s "
                        "belongs to %(company)s. Choose one of its own cards.",
                        card=card.name,
                        card_company=card.company_id.name,
                        lead=assessment.lead_id.name,
                        company=company.name,
                    )
                )

    @api.model
    def _check_kept(self, vals):
        """Refuse values for what follows from the answers; administrators may import history."""
        kept = ['confirmed_at', 'grade', 'minimum_score', 'missing_count', 'pass_rule']
        kept += ['findings', 'score', 'state', 'verdict']
        self._refuse_kept(kept, vals)

    @api.model
    def _refuse_kept(self, kept, fnames, model=None):
        """Refuse values and defaults for the fields ``kept`` (of ``model``, else of this one)."""
        model = self if model is None else model
        defaults = {
            key.removeprefix('default_') for key in self.env.context if key.startswith('default_')
        }
        # a default name may be meant for another record on the way
        kept = [name for name in kept if name in fnames or name in defaults - {'name'}]
        if kept and not (self.env.su or self.env.user.has_group('base.group_system')):
            labels = (model._fields[name]._description_string(self.env) for name in kept)
            raise AccessError(
                self.env._(
                    "These fields are kept by the system, leave them out: %s", ", ".join(labels)
                )
            )

    def _check_answered(self):
        """Refuse an assessment by hand of a card that the lead's own data answers."""
        if not self.env.su and (card := self.scorecard_id.filtered_domain(EVALUATED)[:1]):
            raise UserError(
                self.env._(
                    "%s is evaluated from the lead's data. Correct the data instead, "
                    "or choose a card with questions.",
                    card.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        cards = self.env['lead.scorecard'].browse(vals.get('scorecard_id') for vals in vals_list)
        (cards & cards)._check_usable()
        for card, vals in zip(cards, vals_list, strict=True):
            if not vals.get('line_ids'):
                vals['line_ids'] = self._prepare_lines(card.criterion_ids)
            self._check_kept(vals)
        assessments = super().create(vals_list)
        assessments._check_answered()
        return assessments

    def write(self, vals):
        # a merge moves assessments to the lead that stays, confirmed ones included
        is_merge = self.env.su and set(vals) == {'lead_id'}
        if not is_merge:
            self._check_draft()
            self._check_kept(vals)
        if not self.env.su and any(a.lead_id.id != vals.get('lead_id', a.lead_id.id) for a in self):
            raise UserError(
                self.env._("An assessment stays with its lead. Start another one for another lead.")
            )
        res = super().write(vals)
        if 'scorecard_id' in vals:
            self._check_answered()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_draft()

    def _check_draft(self):
        if any(assessment.state == 'confirmed' for assessment in self):
            raise UserError(
                self.env._(
                    "A confirmed assessment is history and does not change. "
                    "Start a new one instead."
                )
            )

    def action_confirm(self):
        """Freeze the assessment and let it count for its lead's score and grade.

        :raises UserError: when nothing is answered yet
        """
        self.check_access('write')
        self._check_draft()
        for assessment in self:
            if all(assessment.line_ids.mapped('is_missing')):
                raise UserError(
                    self.env._(
                        "Answer at least one question of %s first.", assessment.scorecard_id.name
                    )
                )
        self._confirm()
        return {'type': 'ir.actions.act_window_close'}

    def _confirm(self):
        self._freeze()
        self.lead_id._after_assessment(self)

    def _freeze(self):
        """Confirm the assessments, with the rules of their cards as they are now."""
        now = self.env.cr.now()
        for card, assessments in self.grouped('scorecard_id').items():
            # what confirming freezes is the system's to keep; who confirms was checked before
            assessments.sudo().write(
                {
                    'pass_rule': card.pass_rule,
                    'minimum_score': card.minimum_score,
                    'confirmed_at': now,
                    'state': 'confirmed',
                }
            )
