from ast import literal_eval

from odoo import api, fields, models
from odoo.addons.lead_distribution.models.domain_words import domain_words
from odoo.tools import format_list

WORDED_FIELDS = (
    'name',
    'domain',
    'team_id',
    'grade_a',
    'grade_b',
    'grade_c',
    'grade_d',
    'pause_status_ids.name',
    *(
        f'target_ids.{name}'
        for name in (
            'kind',
            'amount',
            'unit',
            'time_base',
            'min_touches',
            'min_calls',
            'min_emails',
            'starts_at',
        )
    ),
)


class LeadSlaPolicy(models.Model):
    """A policy in words."""

    _inherit = 'lead.sla.policy'

    summary = fields.Char("In Words", compute='_compute_summary')

    @api.depends(*WORDED_FIELDS)
    @api.depends_context('lang')
    def _compute_summary(self):
        for policy in self:
            promises = ", ".join(target._get_words() for target in policy.target_ids)
            policy.summary = ". ".join(
                filter(
                    None,
                    (
                        self.env._(
                            "%(leads)s: %(promises)s",
                            leads=policy._words_of_leads(),
                            promises=promises or self.env._("nothing promised yet"),
                        ),
                        policy._words_of_pauses(),
                    ),
                )
            )

    def _words_of_leads(self):
        """Say which leads the policy is for: ``A-leads of Europe``."""
        grades = [grade.upper() for grade in self._get_grades()]
        values = {'grades': format_list(self.env, grades, 'or'), 'team': self.team_id.name}
        if grades and self.team_id:
            words = self.env._("%(grades)s-leads of %(team)s", **values)
        elif grades:
            words = self.env._("%(grades)s-leads", **values)
        elif self.team_id:
            words = self.env._("Leads of %(team)s", **values)
        else:
            words = self.env._("All leads")
        condition = self._words_of_domain()
        return f"{words} ({condition})" if condition else words

    def _words_of_domain(self):
        try:
            domain = literal_eval(self.domain or '[]')
        except (ValueError, SyntaxError):
            return self.env._("that match the filter")
        if not domain:
            return ""
        words = domain_words(self.env['crm.lead'], domain)
        return words or self.env._("that match the filter")

    def _words_of_pauses(self):
        if not self.pause_status_ids:
            return ""
        names = format_list(self.env, self.pause_status_ids.mapped('name'), 'or')
        return self.env._("It pauses while the status is %s", names)
