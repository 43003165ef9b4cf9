from odoo import api, fields, models

CREDITED_REASONS = ('lapsed', 'returned', 'reassigned', 'archived', 'leave', 'team_changed')


class LeadAssignment(models.Model):
    """Turns that reps get back because their leads were taken from them.

    Every run writes the counters of a rule. If a person who takes a lead by hand wrote them as
    well, the two would refuse each other; so he leaves a note, and the next run acts on it.
    """

    _inherit = 'lead.assignment'

    credit_due = fields.Boolean("Turn to Be Given Back", readonly=True, copy=False)

    _credit_due_idx = models.Index('(rule_id) WHERE credit_due')

    def _owe_credit(self, release_reason):
        """Note that the reps get the turns back that these stints took."""
        if release_reason not in CREDITED_REASONS:
            return
        owed = self.filtered(lambda stint: stint.member_id or stint.tier_id)
        if release_reason == 'returned':
            owed = owed.filtered(lambda stint: stint.rule_id.replacement != 'never')
        if owed:
            owed.credit_due = True
            self.env['crm.lead']._trigger_distribution()

    @api.model
    def _credit_in(self, rules):
        """Give back what is due in these rules, whose members and tiers the caller has locked."""
        self.search([('credit_due', '=', True), ('rule_id', 'in', rules.ids)])._credit()

    def _credit(self):
        if not self:
            return
        self.env['lead.distribution.member']._credit(self)
        self.env['lead.distribution.tier']._credit(self)
        first = self.filtered(
            lambda stint: (
                stint.release_reason == 'returned' and stint.rule_id.replacement == 'at_once'
            )
        )
        first.member_id._move_to_front()
        self.credit_due = False

    def _credit_alone(self):
        """Give back what is due of these stints; return those that could be locked."""
        stints = self.try_lock_for_update(allow_referencing=True)
        rules = stints.rule_id
        rules.member_ids._lock()
        rules.tier_ids._lock()
        stints.filtered('credit_due')._credit()
        return stints
