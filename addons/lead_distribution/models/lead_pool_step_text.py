from odoo import models


class LeadPoolStep(models.Model):
    """A step in words, as members read it beside the time that is left."""

    _inherit = 'lead.pool.step'

    def _coming_words(self):
        """Return what happens to the lead, e.g. "Goes to Sara"."""
        teams = ", ".join(self.team_ids.mapped('name'))
        sentences = {
            'announce': self.env._("Is announced again"),
            'open': self.env._("Opens to %s", teams),
            'rule': self.env._("Goes out by the rule %s", self.rule_id.name or ""),
            'person': self.env._("Goes to %s", self.user_id.name or ""),
        }
        return sentences[self.action]
