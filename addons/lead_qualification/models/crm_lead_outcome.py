from odoo import models


class CrmLead(models.Model):
    """What Odoo's own won, lost, restore and merge mean for the status."""

    _inherit = 'crm.lead'

    def _follow_to(self, status, reason=None):
        """Give the leads the status that follows from something else, e.g. from being won.

        Whoever did that was allowed to; the moves people may make by hand do not bind it.
        """
        if self and status:
            self.sudo()._change_status(status, reason)

    def _follow_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Give leads that were won, lost or restored the status that follows from it."""
        turns = {
            lead: (old_status_by_lead.get(lead.id, {}), new_status_by_lead.get(lead.id, {}))
            for lead in self
        }
        self._turned('is_won', True, turns)._on_won()
        self._turned('is_lost', True, turns)._on_lost()
        self._turned('is_lost', False, turns)._on_restored()

    def _turned(self, flag, value, turns):
        """Return the leads of which ``flag`` has become ``value``."""
        return self.filtered(
            lambda lead: [turn.get(flag, False) for turn in turns[lead]] == [not value, value]
        )

    def _on_won(self):
        """Won leads are qualified, and whoever holds them closed them."""
        for user, leads in self.grouped('user_id').items():
            # sudo: whose work it was is for the system to say
            leads.sudo().write({'closed_by_id': (user or self.env.user).id})
        unqualified = self.filtered(lambda lead: lead.lead_status_meaning != 'qualified')
        unqualified._follow_to(self.env['lead.status']._by_meaning('qualified'))

    def _on_lost(self):
        """Who marks a lead as lost throws it away; an opportunity was qualified and stays so."""
        lost = self.filtered(
            lambda lead: lead.type == 'lead' and lead.lead_status_meaning != 'trash'
        )
        reason = self.env.ref('lead_qualification.lead_status_reason_lost', False)
        if lost and reason:
            lost._follow_to(self.env['lead.status']._by_meaning('trash'), reason)
            lost._forget_tracked_status()

    def _forget_tracked_status(self):
        """Keep the status out of a message that says "lost" already, as crm has it."""
        initial_values = self.env.cr.precommit.data.get(f'mail.tracking.{self._name}', {})
        for lead in self:
            (initial_values.get(lead.id) or {}).pop('lead_status_id', None)

    def _on_restored(self):
        """Bring leads out of the trash back to where they were on their way, else to new."""
        trashed = self.filtered(lambda lead: lead.lead_status_meaning == 'trash')
        for status, leads in trashed.grouped(lambda lead: lead._status_before_trash()).items():
            leads._follow_to(status)

    def _status_before_trash(self):
        # the log tells, also to somebody who may not read all of it
        changes = self.sudo().status_change_ids.filtered(lambda change: change.meaning == 'trash')
        before = changes.sorted('id')[-1:].from_status_id
        is_fine = before.active and not before._is_negative()
        return (before if is_fine else before._by_meaning('new')).sudo(False)

    def _merge_status(self, opportunities):
        """Be where the furthest of these leads is, which are merged into this one."""
        best = max(self | opportunities, key=lambda lead: lead.lead_status_id._rank())
        if best.lead_status_id != self.lead_status_id:
            self._follow_to(best.lead_status_id, best.lead_status_reason_id)
