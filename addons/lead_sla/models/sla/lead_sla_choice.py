from odoo import api, models
from odoo.fields import Domain

from .sla_terms import TICKING_STATES

# a customer's message keeps the promise it was answered with
CHOSEN_KINDS = ('acceptance', 'first_response', 'touches', 'decision')


class LeadSla(models.Model):
    """Which policy promises for a lead, chosen anew when what decides it changes meanwhile."""

    _inherit = 'lead.sla'

    @api.model
    def _choose_anew(self, leads):
        """Have the policies promise that are for these leads now; what was missed stays missed.

        :param leads: leads of which something has changed that policies ask for
        """
        ticking = Domain('state', 'in', TICKING_STATES) & Domain('kind', 'in', CHOSEN_KINDS)
        assignments = leads._open_stints()
        slas = self.search(ticking & Domain('assignment_id', 'in', assignments.ids))
        followed = leads.filtered(lambda lead: lead._is_followed_up())
        targets = self.env['lead.sla.policy']._find_targets(followed)
        none = self.env['lead.sla.target']
        slas.filtered(lambda sla: sla.target_id not in targets.get(sla.lead_id, none))._cancel()
        wanted = [
            (assignment, target)
            for assignment in assignments
            for target in targets.get(assignment.lead_id, none)
            if target.kind in CHOSEN_KINDS and target._starts_with_assignment(assignment.lead_id)
        ]
        self._promise(wanted)

    @api.model
    def _promise(self, wanted):
        """Start what is wanted for ``(assignment, target)`` and is neither done nor running.

        It counts from the assignment; what would have been due by then counts from now.
        """
        now = self.env.cr.now()
        made = self.search([('assignment_id', 'in', [assignment.id for assignment, _t in wanted])])
        done = {
            (sla.assignment_id, sla.kind) for sla in made if sla.state != 'cancelled' or sla.met_at
        }
        kept = {(sla.assignment_id, sla.target_id): sla for sla in made}
        wanted = [pair for pair in wanted if (pair[0], pair[1].kind) not in done]
        back = self.browse(kept[pair].id for pair in wanted if pair in kept)
        back.write({'state': 'running'})
        back._reckon()
        new = self._start_all([self._prepare_sla(*pair) for pair in wanted if pair not in kept])
        late = (back | new).filtered(lambda sla: sla.deadline <= now)
        if late:
            late.write({'started_at': now})
            late._reckon()
        (back | new)._move_activities()
        (back | new)._wake_sweep()
