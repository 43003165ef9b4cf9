from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.i18n import format_list

OVERRIDE_GROUP = 'lead_qualification.group_lead_handoff_override'


class CrmLead(models.Model):
    """The gates between marketing and sales."""

    _inherit = 'crm.lead'

    def _check_handoff(self, override_reason=None):
        """Check the gates of the handoff: a way to contact the lead, and a passed scorecard.

        :param str override_reason: why leads without a passed scorecard may go all the same
        :raises UserError: naming the leads and what they lack
        :raises AccessError: when the user may not override
        """
        if self.env.su:
            return
        if mute := self.filtered(lambda lead: not lead._is_contactable()):
            raise UserError(
                self.env._(
                    "Add an email or a phone number first, sales has no way to contact: %s",
                    mute._enumerate_names(),
                )
            )
        unproven = self._without_passed_card()
        if unproven and not (override_reason or '').strip():
            raise UserError(unproven._explain_missing_card())
        if unproven or override_reason:
            self._check_may_override()

    def _is_contactable(self):
        return any((value or '').strip() for value in (self.email_from, self.phone))

    def _without_passed_card(self):
        """Return the leads that their company's gate keeps from sales."""
        gated = self.filtered(lambda lead: lead._handoff_company().lead_handoff_gate == 'card')
        return gated.filtered(lambda lead: lead._deciding_assessment().verdict != 'passed')

    def _deciding_assessment(self):
        """Return the assessment that says whether the lead is ready for sales.

        It is the newest confirmed call; where nobody has called yet, a profile that is met.
        """
        self.ensure_one()
        counting = self._counting_assessments().sorted('confirmed_at', reverse=True)
        answered = counting.filtered(lambda a: a.scorecard_id.source == 'answered')
        return (answered or counting.sorted(lambda a: a.verdict != 'passed'))[:1]

    def _explain_missing_card(self):
        if self._may_override():
            return self.env._(
                "No scorecard is passed yet for: %s. Assess first, or say why it goes to sales "
                "all the same.",
                self._enumerate_names(),
            )
        return self.env._(
            "No scorecard is passed yet for: %s. Assess first, or ask a sales administrator to "
            "pass it on.",
            self._enumerate_names(),
        )

    def _check_may_override(self):
        if not self._may_override():
            raise AccessError(
                self.env._(
                    "You may not pass leads to sales without a passed scorecard. "
                    "Ask a sales administrator."
                )
            )

    @api.model
    def _may_override(self):
        return self.env.su or self.env.user.has_group(OVERRIDE_GROUP)

    def _handoff_company(self):
        return self.company_id or self.env.company

    def _enumerate_names(self, limit=10):
        names = [name or '' for name in self[:limit].mapped('name')]
        if len(self) > limit:
            names.append(self.env._("%s more", len(self) - limit))
        return format_list(self.env, names, 'unit')
