from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list

from .lead_scorecard import GRADES


class LeadAssessment(models.Model):
    """The discovery call: what its screen shows, and how it ends."""

    _inherit = 'lead.assessment'

    call_data = fields.Json(compute='_compute_call_data')
    explanation = fields.Char("Why This Verdict", compute='_compute_explanation')
    allowed_status_ids = fields.Many2many('lead.status', compute='_compute_allowed_status_ids')
    outcome_status_id = fields.Many2one(
        'lead.status',
        "Outcome",
        domain="[('id', 'in', allowed_status_ids)]",
        help="The status the lead gets when the call is finished.",
    )
    outcome_meaning = fields.Selection(related='outcome_status_id.meaning')
    outcome_needs_reason = fields.Boolean(compute='_compute_outcome_needs_reason')
    outcome_reason_id = fields.Many2one(
        'lead.status.reason',
        "Because",
        domain="[('meaning', '=', outcome_meaning)]",
        compute='_compute_outcome_reason_id',
        store=True,
        readonly=False,
    )
    outcome_until = fields.Date(
        "Nurture Until",
        compute='_compute_outcome_until',
        store=True,
        readonly=False,
        help="Comes back as new on this day.",
    )
    next_step_type_id = fields.Many2one(
        'mail.activity.type',
        "Next Step",
        domain="[('res_model', 'in', (False, 'crm.lead'))]",
        help="Planned on the lead when the call is finished.",
    )
    next_step_date = fields.Date("On", compute='_compute_next_step', store=True, readonly=False)
    next_step_summary = fields.Char(
        "About", compute='_compute_next_step', store=True, readonly=False
    )

    @api.depends('scorecard_id', 'lead_id', 'state')
    @api.depends_context('lang', 'uid')
    def _compute_call_data(self):
        """Give the screen all it offers at once: the cards to choose from, the answers to click."""
        for assessment in self:
            is_draft = assessment.state == 'draft'
            assessment.call_data = {
                'cards': assessment._offered_cards() if is_draft else [],
                'criteria': assessment._offered_answers() if is_draft else {},
                'grades': dict(GRADES),
            }

    def _offered_cards(self):
        """Return the cards meant for the lead, and how far this user has come with each."""
        lead = self.lead_id._origin
        if not lead:
            return []
        states = {}
        for done in lead.assessment_ids.sorted('state', reverse=True):
            if done.state == 'confirmed' or done.user_id == self.env.user:
                states.setdefault(done.scorecard_id.id, done.state)
        cards = lead._applicable_scorecards('answered') | self.scorecard_id._origin
        return [
            {'id': card.id, 'name': card.name, 'state': states.get(card.id, '')} for card in cards
        ]

    def _offered_answers(self):
        return {
            criterion.id: {
                'name': criterion.name,
                'question': criterion.question or '',
                'guidance': criterion.guidance or '',
                'answers': [answer._offer() for answer in criterion.answer_ids],
            }
            for criterion in self.scorecard_id.criterion_ids._origin
        }

    @api.depends(
        'verdict', 'score', 'line_ids.is_missing', 'line_ids.is_met', 'line_ids.is_knock_out'
    )
    def _compute_explanation(self):
        for assessment in self:
            assessment.explanation = assessment._explain()

    def _explain(self):
        """Say in words why the verdict is what it is, from what was frozen with the answers."""
        lines = self.line_ids
        if knock_outs := lines.filtered('is_knock_out'):
            said = (f"{line.name}: {line.answer_name}" for line in knock_outs)
            return self.env._("Knocked out by %s", self._enumerate(said))
        if (self.pass_rule or self.scorecard_id.pass_rule) == 'minimum_score':
            return self._explain_score()
        required = lines.filtered('is_required')
        unmet = required.filtered(lambda line: not line.is_missing and not line.is_met)
        if unmet:
            return self.env._("Not met: %s", self._enumerate(unmet.mapped('name')))
        if missing := required.filtered('is_missing'):
            return self.env._("Still missing: %s", self._enumerate(missing.mapped('name')))
        return self.env._("All required criteria are met")

    def _enumerate(self, names):
        """Join names the way the reader's language does."""
        return format_list(self.env, [name or '' for name in names], 'unit')

    def _explain_score(self):
        lines = self.line_ids
        minimum = self.minimum_score if self.pass_rule else self.scorecard_id.minimum_score
        if self.verdict == 'incomplete':
            return self.env._(
                "%(minimum)s%% are needed, still missing: %(missing)s",
                minimum=round(minimum),
                missing=self._enumerate(lines.filtered('is_missing').mapped('name')),
            )
        return self.env._("%s%% are needed", round(minimum))

    @api.depends('lead_id.lead_status_id', 'lead_id.user_id')
    @api.depends_context('uid')
    def _compute_allowed_status_ids(self):
        for assessment in self:
            assessment.allowed_status_ids = assessment.lead_id._origin._call_outcomes()

    @api.depends('outcome_status_id')
    def _compute_outcome_needs_reason(self):
        for assessment in self:
            assessment.outcome_needs_reason = assessment.outcome_status_id._is_negative()

    @api.depends('outcome_status_id')
    def _compute_outcome_reason_id(self):
        for assessment in self:
            if assessment.outcome_reason_id.meaning != assessment.outcome_meaning:
                assessment.outcome_reason_id = False

    @api.depends('outcome_reason_id', 'outcome_status_id')
    def _compute_outcome_until(self):
        for assessment in self:
            is_recycle = assessment.outcome_meaning == 'recycle'
            assessment.outcome_until = is_recycle and assessment.lead_id._nurture_date(
                assessment.outcome_reason_id
            )

    @api.depends('next_step_type_id')
    def _compute_next_step(self):
        for assessment in self:
            step = assessment.next_step_type_id
            assessment.next_step_date = step._get_date_deadline() if step else False
            assessment.next_step_summary = (
                assessment.next_step_summary or step.summary if step else False
            )

    def action_open(self):
        """Open the call: a draft to go on with, a confirmed one to read."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_qualification.lead_assessment_action_answer'
        )
        if self.state == 'draft' and self.has_access('write'):
            self._refresh_from_card()
        title = self.env._("Discovery call: %s", self.lead_id.name)
        return {**action, 'name': title, 'res_id': self.id}

    def action_discard(self):
        """Throw a draft away."""
        self.unlink()
        return {'type': 'ir.actions.act_window_close'}

    def _discard_untouched(self):
        """Remove drafts in which nothing was answered or noted."""
        self.filtered(
            lambda assessment: (
                not assessment.line_ids.filtered(lambda line: line.answer_id or line.evidence)
            )
        ).unlink()

    @api.autovacuum
    def _gc_untouched_drafts(self):
        """Remove what is left of calls that were opened and never held."""
        before = fields.Datetime.subtract(self.env.cr.now(), days=1)
        drafts = self.search([('state', '=', 'draft'), ('write_date', '<', before)], limit=1000)
        drafts._discard_untouched()

    def action_finish(self):
        """Confirm the assessment, plan the next step and give the lead its new status, in one go.

        :raises UserError: when no outcome is chosen or the lead may not have it, saying why
        """
        self.ensure_one()
        self.check_access('write')
        self.lead_id.check_access('write')
        self._check_outcome()
        self.action_confirm()
        self._schedule_next_step()
        result = self._apply_outcome()
        return result if isinstance(result, dict) else {'type': 'ir.actions.act_window_close'}

    def _check_outcome(self):
        status = self.outcome_status_id
        if not status:
            raise UserError(self.env._("Choose how the call ended."))
        if status not in self.allowed_status_ids:
            raise UserError(
                self.env._(
                    "%(lead)s cannot become %(status)s after this call. Choose another outcome.",
                    lead=self.lead_id.name,
                    status=status.name,
                )
            )
        self.lead_id._check_reason(status, self.outcome_reason_id)
        if not self.next_step_type_id and (self.next_step_date or self.next_step_summary):
            raise UserError(self.env._("Choose what the next step is: a call, a meeting ..."))
        if self.next_step_date and self.next_step_date < fields.Date.context_today(self):
            raise UserError(self.env._("The next step lies in the past. Choose another day."))
        if self.outcome_is_waiting and not self.outcome_awaited_tag_ids:
            raise UserError(
                self.env._(
                    "Say what %s waits for: choose at least one product or offer.",
                    self.lead_id.name,
                )
            )

    def _schedule_next_step(self):
        # a lead in the trash is archived, and nothing is planned for it
        if not self.next_step_type_id or self.outcome_meaning == 'trash':
            return
        self.lead_id.activity_schedule(
            activity_type_id=self.next_step_type_id.id,
            date_deadline=self.next_step_date,
            summary=self.next_step_summary or '',
            user_id=(self.lead_id.user_id or self.env.user).id,
            automated=False,
        )

    def _apply_outcome(self):
        """Give the lead its status by the way that belongs to it, gates and handoff included.

        :returns: what the lead's own action returned, e.g. a question it has to ask first
        """
        lead, status = self.lead_id, self.outcome_status_id
        ways = {
            'passed': lead._pass_or_ask,
            'accepted': lead.action_accept,
            'qualified': lead.action_qualify,
        }
        if status.meaning not in ways:
            awaited = self.outcome_awaited_tag_ids if self.outcome_is_waiting else None
            return lead._change_status(status, self.outcome_reason_id, self.outcome_until, awaited)
        result = ways[status.meaning]()
        # a company may have several statuses of one meaning: the one chosen is meant
        if lead.lead_status_meaning == status.meaning and lead.lead_status_id != status:
            lead._change_status(status)
        return result

    def _refresh_from_card(self):
        """Bring a draft in line with its card, edited since the draft was begun."""
        self.ensure_one()
        self._check_draft()
        criteria = self.scorecard_id.criterion_ids
        self.line_ids.filtered(lambda line: line.criterion_id not in criteria).unlink()
        self.write({'line_ids': self._prepare_lines(criteria - self.line_ids.criterion_id)})
        self.line_ids._refresh_from_criterion()
