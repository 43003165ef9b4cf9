from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LeadAssessmentLine(models.Model):
    """The answer to one criterion, with its evidence.

    What the criterion said when it was answered is copied into the line, so that a scorecard
    edited later rewrites no history.
    """

    _name = 'lead.assessment.line'
    _inherit = ['lead.bound.mixin']
    _description = "Lead Assessment Line"
    _bound_by = 'assessment_id'
    _order = 'assessment_id, sequence, id'

    assessment_id = fields.Many2one(
        'lead.assessment', required=True, index=True, ondelete='cascade'
    )
    criterion_id = fields.Many2one(
        'lead.scorecard.criterion', ondelete='set null', index='btree_not_null'
    )
    answer_id = fields.Many2one(
        'lead.scorecard.answer',
        domain="[('criterion_id', '=', criterion_id)]",
        ondelete='set null',
        index='btree_not_null',
    )
    guidance = fields.Text(related='criterion_id.guidance')
    basis = fields.Selection(
        [('assumed', "Assumed"), ('confirmed', "Confirmed by Customer")],
        default='assumed',
        required=True,
    )
    finding = fields.Selection(
        [('met', "Met"), ('not_met', "Not Met"), ('missing', "No Data")],
        readonly=True,
        help="What the lead's own data says, for criteria that are evaluated.",
    )
    evidence = fields.Char(help="What the customer said, or where you know it from.")
    # frozen from the criterion: no dependency on it beyond the choice itself
    name = fields.Char(compute='_compute_from_criterion', store=True)
    question = fields.Text(compute='_compute_from_criterion', store=True)
    sequence = fields.Integer(compute='_compute_from_criterion', store=True)
    weight = fields.Float(compute='_compute_from_criterion', store=True)
    max_points = fields.Integer(compute='_compute_from_criterion', store=True)
    met_points = fields.Integer(compute='_compute_from_criterion', store=True)
    is_required = fields.Boolean(compute='_compute_from_criterion', store=True)
    answer_name = fields.Char("Answered", compute='_compute_from_answer', store=True)
    points = fields.Integer(compute='_compute_from_answer', store=True)
    is_missing = fields.Boolean(compute='_compute_from_answer', store=True)
    is_knock_out = fields.Boolean(compute='_compute_from_answer', store=True)
    is_met = fields.Boolean("Met", compute='_compute_is_met', store=True)

    _unique_criterion = models.Constraint(
        'UNIQUE(assessment_id, criterion_id)', "Each criterion can be answered once per assessment."
    )

    @api.depends('criterion_id')
    def _compute_from_criterion(self):
        for line in self:
            criterion = line.criterion_id
            line.name = criterion.name
            line.question = criterion.question
            line.sequence = criterion.sequence
            line.weight = criterion.weight
            line.max_points = criterion._max_points() if criterion else 0
            line.met_points = 1 if criterion.source == 'evaluated' else criterion.met_points
            line.is_required = criterion.required

    def _refresh_from_criterion(self):
        """Take over what the card says now; only for drafts, nothing is frozen there yet."""
        for fname in ('name', 'answer_name'):
            # one field of a compute stands for all that it computes
            self.env.add_to_compute(self._fields[fname], self)
        self._recompute_recordset()

    @api.depends('answer_id', 'finding')
    def _compute_from_answer(self):
        for line in self:
            is_evaluated = line.criterion_id.source == 'evaluated'
            line.answer_name = line.answer_id.name
            line.is_knock_out = line.answer_id.is_knock_out
            if is_evaluated:
                line.points = int(line.finding == 'met')
                line.is_missing = line.finding not in ('met', 'not_met')
            else:
                line.points = line.answer_id.points
                line.is_missing = not line.answer_id

    @api.depends('points', 'met_points', 'is_missing')
    def _compute_is_met(self):
        for line in self:
            line.is_met = not line.is_missing and line.points >= line.met_points

    @api.constrains('answer_id', 'criterion_id')
    def _check_answer(self):
        for line in self:
            if line.answer_id and line.answer_id.criterion_id != line.criterion_id:
                raise ValidationError(
                    self.env._(
                        "%(answer)s is no answer to %(criterion)s. Choose one of its own answers.",
                        answer=line.answer_id.name,
                        criterion=line.name,
                    )
                )

    @api.model
    def _check_kept(self, fnames):
        """Refuse values for what follows from the criterion, the answer or the lead's data."""
        own = ('assessment_id', 'criterion_id', 'answer_id', 'basis', 'evidence')
        kept = [name for name, field in self._fields.items() if field.store and name not in own]
        self.env['lead.assessment']._refuse_kept(kept, fnames, self)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_kept({name for vals in vals_list for name in vals})
        lines = super().create(vals_list)
        lines.assessment_id._check_draft()
        return lines

    def write(self, vals):
        self.assessment_id._check_draft()
        self._check_kept(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self.assessment_id._check_draft()
