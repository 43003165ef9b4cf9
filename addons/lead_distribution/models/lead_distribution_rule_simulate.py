from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# what has changed on a lead since it came to distribution
MOVED_ON = {
    'active',
    'is_rejected',
    'lead_status_id',
    'lead_status_meaning',
    'pool_id',
    'user_id',
    'won_status',
}


class LeadDistributionRule(models.Model):
    """Rules as a simulation reads them: drafts count, and leads are as they came."""

    _inherit = 'lead.distribution.rule'

    def action_simulate(self):
        """Open a simulation of the active rules together with these."""
        self._check_may_simulate()
        active = self.search([]).filtered(lambda rule: rule._is_running())
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Simulation"),
            'res_model': 'lead.simulation',
            'views': [(False, 'form')],
            'context': {'default_rule_ids': (active | self).ids},
        }

    def _check_may_simulate(self):
        """Simulations tell about all reps and all leads.

        :raises AccessError: for everybody but those who write the rules
        """
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only sales administrators can simulate rules."))

    def _is_running(self):
        """In a simulation the chosen rules count, drafts too, and no others."""
        chosen = self.env.context.get('simulated_rule_ids')
        return super()._is_running() if chosen is None else self.id in chosen

    def _report_problem(self, message):
        if self.env.context.get('simulated_rule_ids') is None:
            super()._report_problem(message)

    def _lead_domain(self):
        domain = super()._lead_domain()
        if not self.env.context.get('simulated_as_passed'):
            return domain
        status = self.env['lead.status']._by_meaning('passed')
        lead = self.env['crm.lead'].new({'lead_status_id': status.id, 'user_id': False})
        return domain.map_conditions(lambda condition: _as_it_came(condition, lead))


def _as_it_came(condition, lead):
    """Answer what a filter asks of fields that have moved on since the lead came."""
    if condition.field_expr.split('.')[0] not in MOVED_ON:
        return condition
    return Domain(bool(lead.filtered_domain(condition)))
