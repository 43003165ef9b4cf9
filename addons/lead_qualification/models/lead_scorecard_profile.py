from odoo import api, models


class LeadScorecard(models.Model):
    """Whatever changes a profile changes which data of a lead matters, and calls for a new look."""

    _inherit = 'lead.scorecard'

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards._profiles_changed()
        return cards

    def write(self, vals):
        res = super().write(vals)
        self._profiles_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._profiles_changed()
        return res

    @api.model
    def _profiles_changed(self):
        self.env.registry.clear_cache()
        self.env['crm.lead']._wake_evaluation()


class LeadScorecardCriterion(models.Model):
    _inherit = 'lead.scorecard.criterion'

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria.scorecard_id._profiles_changed()
        return criteria

    def write(self, vals):
        res = super().write(vals)
        self.scorecard_id._profiles_changed()
        return res

    def unlink(self):
        cards = self.scorecard_id
        # answers go first: a line points to both, PostgreSQL checks one while the other goes
        self.answer_ids.unlink()
        res = super().unlink()
        cards._profiles_changed()
        return res
