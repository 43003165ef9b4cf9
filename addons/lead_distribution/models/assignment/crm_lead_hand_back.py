from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _handoff_receiver(self):
        """Leads that the rules give away are announced to whom they go."""
        rules = self.env['lead.distribution.rule']
        if self._is_distributable() and rules._covers(self.company_id.id):
            return self.env['res.users']
        return super()._handoff_receiver()

    def _rejectable_meanings(self):
        # who claims a lead accepts it before he has seen it
        return (*super()._rejectable_meanings(), 'accepted')

    def _check_may_reject(self):
        result = super()._check_may_reject()
        own = self.filtered(lambda lead: lead.user_id == self.env.user)
        if own and not self.env.user.has_group('sales_team.group_sale_manager'):
            own._check_reject_caps()
        return result

    def _check_reject_caps(self):
        """Check that the user does not give back more leads a day than their rules allow."""
        # what a rule allows and what was given back today is told only as yes or no
        stints = self.env['lead.assignment'].sudo()
        held = stints.search(
            [
                ('lead_id', 'in', self.ids),
                ('released_at', '=', False),
                ('rule_id.reject_cap', '>', 0),
            ]
        )
        if not held:
            return
        user = self.env.user.sudo()  # the counter of his own load
        user._lock_lead_load()
        for rule, stints_of_rule in held.grouped('rule_id').items():
            given_back = stints.search_count(
                [
                    ('user_id', '=', user.id),
                    ('rule_id', '=', rule.id),
                    ('release_reason', '=', 'returned'),
                    ('released_at', '>=', user._lead_midnight()),
                ]
            )
            if given_back + len(stints_of_rule) > rule.reject_cap:
                raise UserError(
                    self.env._(
                        "You have given back %(count)s leads today, and the rule %(rule)s allows "
                        "%(cap)s a day. Ask your team leader.",
                        count=given_back,
                        rule=rule.name,
                        cap=rule.reject_cap,
                    )
                )

    def _reject(self, reason, note=''):
        """Send leads that only this rep cannot take on to another, all others to marketing."""
        if reason.meaning != 'rejected' or reason.goes_to != 'next_rep':
            return super()._reject(reason, note)
        # checked before; the owner goes and with him the right to write the lead
        leads = self.sudo()
        body = self.env._("Given back: %s", f"{reason.name}\n{note}" if note else reason.name)
        leads._message_log_batch(bodies=dict.fromkeys(leads.ids, body))
        leads._release_rejected(reason, note)
        leads._return_status()
        leads._enqueue_distribution()
        return True

    def _release_rejected(self, reason, note):
        """Who rejects a lead gives it back, and does not get it again."""
        result = super()._release_rejected(reason, note)
        explanation = f"{reason.name}: {note}" if note else reason.name
        self.filtered('user_id')._release('returned', explanation)
        return result
