from dataclasses import replace

from odoo import api, fields, models
from odoo.addons.lead_distribution.engine import Filter, in_turn


def has_skill(candidate, lead, load):
    """A lead that needs a skill goes to somebody who has it, unless the rule does not mind."""
    skill_id = lead.extra.get('skill_id')
    # in a pool there is no rule: then the skill counts
    is_needed = skill_id and candidate.rule_extra.get('needs_skill', True)
    return not is_needed or skill_id in candidate.extra['skill_ids']


def by_specialist(candidate, deficit, turn, load):
    """Fewest skills first, so that those who can do anything stay free; then in turn."""
    return (len(candidate.extra['skill_ids']), *in_turn(candidate, deficit, turn, load))


class LeadDistributionRule(models.Model):
    _inherit = 'lead.distribution.rule'

    method = fields.Selection(
        selection_add=[('specialist', "Specialists first")],
        ondelete={'specialist': 'set default'},
    )
    needs_skill = fields.Boolean(
        "Skill Required",
        default=True,
        help="Give leads only to salespeople who have the skill that the lead needs.",
    )

    @api.model
    def _distribution_methods(self):
        methods = super()._distribution_methods()
        methods['specialist'] = replace(
            methods['round_robin'],
            rank=by_specialist,
            question=self.env._("Who has the fewest other skills?"),
            explanation=self.env._("Specialists get them before all-rounders: %(reps)s."),
            sentences={
                'specialist': self.env._(
                    "%(user)s was the first specialist in turn in the rule %(rule)s."
                )
            },
        )
        return methods

    @api.model
    def _eligibility_filters(self):
        filters = super()._eligibility_filters()
        filters['skill'] = Filter(
            has_skill,
            asks=self.env._("Has the skill"),
            label=self.env._("Skill missing"),
            sentence=self.env._("%(user)s lacks the skill that the lead needs (%(rule)s)"),
            refusal=self.env._("This lead needs a skill you do not have."),
        )
        return filters

    def _engine_extra(self):
        return {**super()._engine_extra(), 'needs_skill': self.needs_skill}
