from odoo import api, fields, models
from odoo.tools import format_list


class LeadPool(models.Model):
    """Which model a pool works by, and why leads lie in it: every screen of it says so."""

    _inherit = 'lead.pool'

    method_text = fields.Char("How It Works", compute='_compute_method_text')
    source_text = fields.Char("Where Its Leads Come From", compute='_compute_source_text')

    @api.depends('method')
    @api.depends_context('lang')
    def _compute_method_text(self):
        sentences = {
            'cherry_pick': self.env._("Cherry-pick: choose the leads you want."),
            'shark_tank': self.env._(
                "Shark tank: all members are told at once, and the first to claim has the lead."
            ),
            'blind_pull': self.env._(
                "Blind pull: nobody sees a lead before it is claimed. You get the best one for you."
            ),
            'shotgun': self.env._("Shotgun: each lead is for the teams of its segment only."),
        }
        for pool in self:
            pool.method_text = sentences.get(pool.method)

    @api.depends_context('lang')
    def _compute_source_text(self):
        # sudo: no more of a rule is told than its name, as in the note of each of its leads
        Rule = self.env['lead.distribution.rule'].sudo()
        straight = Rule.search([('method', '=', 'pool'), ('pool_id', 'in', self.ids)])
        fallen = Rule.search([('fallback', '=', 'pool'), ('fallback_pool_id', 'in', self.ids)])
        for pool in self:
            rules = straight.filtered(lambda rule, pool=pool: rule.pool_id == pool)
            rules |= fallen.filtered(lambda rule, pool=pool: rule.fallback_pool_id == pool)
            pool.source_text = pool._words_of_senders(rules.sorted())

    def _words_of_senders(self, rules):
        if not rules:
            return self.env._("No rule sends leads here.")
        names = format_list(self.env, rules.mapped('name'))
        if len(rules) == 1:
            return self.env._("Its leads come by the rule %s.", names)
        return self.env._("Its leads come by the rules %s.", names)
