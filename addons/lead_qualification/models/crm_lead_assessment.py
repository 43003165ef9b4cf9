from odoo import models
from odoo.exceptions import UserError

from .ids import check_ids


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def action_assess(self, scorecard_id=None):
        """Open the discovery call: the draft of this user, or a new one.

        The draft is there from the start, so that each answer can be saved as it is given.

        :param int scorecard_id: the card to fill in; without it a draft begun earlier, or the
            first card that is meant for this lead
        """
        self.ensure_one()
        self.check_access('write')
        drafts = self.assessment_ids.filtered(
            lambda assessment: (
                assessment.state == 'draft'
                and assessment.user_id == self.env.user
                and assessment.scorecard_id.source == 'answered'
            )
        )
        wanted = drafts.filtered(lambda a: scorecard_id in (None, a.scorecard_id.id))[:1]
        (drafts - wanted)._discard_untouched()
        if not wanted:
            card = self._choose_scorecard(scorecard_id)
            wanted = wanted.create({'lead_id': self.id, 'scorecard_id': card.id})
        return wanted.action_open()

    def _choose_scorecard(self, scorecard_id=None):
        """Return the card to assess this lead with: the one wanted, or the first that can be used.

        :raises UserError: when there is none, saying what to do
        """
        cards = self._applicable_scorecards('answered')
        if scorecard_id:
            cards &= check_ids(cards.browse([scorecard_id]))
        if not cards:
            raise UserError(
                self.env._("No scorecard is meant for this lead. Sales administrators can add one.")
            )
        return cards.filtered('criterion_ids')[:1] or cards[:1]

    def _call_outcomes(self):
        """Return the statuses that this user may choose from at the end of a discovery call."""
        statuses = self.allowed_status_ids.filtered(lambda status: status.meaning != 'new')
        is_sales = self.env.user.has_group('sales_team.group_sale_salesman')
        offered = {'passed', 'accepted', 'qualified', 'recycle', 'unreachable', 'trash'}
        if self.lead_status_meaning in ('passed', 'accepted', 'qualified'):
            offered.discard('passed')
        if self.lead_status_meaning != 'passed' or self.user_id != self.env.user:
            offered.discard('accepted')
        if not is_sales:
            offered.discard('qualified')
        return statuses.filtered(lambda status: status.meaning in offered)

    def _applicable_scorecards(self, source):
        """Return the scorecards of a source (``answered``/``evaluated``) meant for this lead."""
        self.ensure_one()
        # in use, whatever the caller's context says of archived ones
        cards = self.env['lead.scorecard'].search([('source', '=', source), ('active', '=', True)])
        return cards.filtered(lambda card: card._applies_to(self))

    def _after_assessment(self, assessments):
        """Act on assessments just confirmed."""
        self._update_score()
        passed = assessments.filtered(
            lambda a: a.verdict == 'passed' and a.scorecard_id.source == 'answered'
        )
        for user, group in passed.grouped('user_id').items():
            unknown = group.lead_id.filtered(lambda lead: not lead.qualified_by_id)
            # sudo: whose work it was is for the system to say
            unknown.sudo().write({'qualified_by_id': user.id})

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
        leads = check_ids(self)
        leads.check_access('write')
        leads._evaluate_scorecards()
        return True
