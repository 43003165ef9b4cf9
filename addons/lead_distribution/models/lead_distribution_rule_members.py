from odoo import models
from odoo.fields import Command


class LeadDistributionRule(models.Model):
    """Members that follow a sales team or the territories."""

    _inherit = 'lead.distribution.rule'

    def _follows_team(self):
        return self.member_source == 'team' and self.method in (
            'round_robin',
            'load_balanced',
            'top_producer',
        )

    def _has_chosen_members(self):
        """Tell whether the members of the rule are picked on the rule itself."""
        return (
            self.method in ('round_robin', 'load_balanced', 'top_producer')
            and self.member_source == 'chosen'
        )

    def _sync_members(self):
        """Take in who joined the team or the territories, and let go who left.

        Weight and limits of a member stay, also of one who leaves and comes back.
        """
        for rule in self:
            if rule._follows_team():
                rule._set_members(rule.team_id.member_ids)
            elif rule.method == 'territory':
                territories = rule._own(self.env['lead.territory'].search([]))
                rule._set_members(territories.member_ids)
        self.filtered(lambda rule: rule.method == 'top_producer')._recompute_tiers()

    def _set_members(self, users):
        if self.company_id:
            # which companies a user works for decides, whoever draws the rule
            users = users.filtered(lambda user: self.company_id in user.sudo().company_ids)
        places = self.with_context(active_test=False).member_ids
        staying = places.filtered(lambda member: member.user_id in users)
        leaving = (places - staying).filtered('active')
        back = staying.filtered(lambda member: not member.active)
        leaving.active = False
        if back:
            back.active = True
            back._catch_up()
        new = users.filtered(lambda user: not user.share) - staying.user_id
        if new:
            self.member_ids = [Command.create({'user_id': user.id}) for user in new]
