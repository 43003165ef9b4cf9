from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def action_assess(self):
        """Open the discovery call: the draft of this user, or a new assessment."""
        self.ensure_one()
        self.check_access('write')
        draft = self.assessment_ids.filtered(
            lambda assessment: assessment.state == 'draft' and assessment.user_id == self.env.user
        )[:1]
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_qualification.lead_assessment_action_answer'
        )
        if draft:
            return {**action, 'res_id': draft.id}
        card = self._applicable_scorecards('answered')[:1]
        if not card:
            raise UserError(
                self.env._("No scorecard is meant for this lead. Sales administrators can add one.")
            )
        context = {'default_lead_id': self.id, 'default_scorecard_id': card.id}
        return {**action, 'context': context}

    def _applicable_scorecards(self, source):
        """Return the scorecards of a source (``answered``/``evaluated``) meant for this lead."""
        self.ensure_one()
        cards = self.env['lead.scorecard'].search([('source', '=', source)])
        return cards.filtered(lambda card: card._applies_to(self))

    def _after_assessment(self, assessments):
        """Act on assessments just confirmed."""
        self._update_score()
        passed = assessments.filtered(
            lambda a: a.verdict == 'passed' and a.scorecard_id.source == 'answered'
        )
        for user, group in passed.grouped('user_id').items():
            unknown = group.lead_id.filtered(lambda lead: not lead.qualified_by_id)
            unknown.write({'qualified_by_id': user.id})

    def _counting_assessments(self):
        """Return the newest confirmed assessment per lead and scorecard."""
        confirmed = self.assessment_ids.filtered(lambda a: a.state == 'confirmed')
        newest = confirmed.browse()
        seen = set()
        for assessment in confirmed.sorted(lambda a: (a.confirmed_at, a.id), reverse=True):
            key = (assessment.lead_id.id, assessment.scorecard_id.id)
            if key not in seen:
                seen.add(key)
                newest |= assessment
        return newest

    def action_evaluate_scorecards(self):
        """Evaluate the leads' own data now."""
        self.check_access('write')
        self._evaluate_scorecards()
        return True
