from odoo import models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _is_distributable(self):
        # a rejected lead stays with whoever passed it until it is passed again
        return super()._is_distributable() and not self.is_rejected

    def _handoff_receiver(self):
        """Leads that the rules give away are announced to whom they go."""
        rules = self.env['lead.distribution.rule']
        if self._is_distributable() and rules._covers(self.company_id.id):
            return self.env['res.users']
        return super()._handoff_receiver()

    def _release_rejected(self, reason, note):
        """Who rejects a lead gives it back, and does not get it again."""
        super()._release_rejected(reason, note)
        explanation = f"{reason.name}: {note}" if note else reason.name
        self.filtered('user_id')._release('returned', explanation)
