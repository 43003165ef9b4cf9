from datetime import datetime, timedelta

from odoo.tools import SQL

from .common import LeadDistributionCase


class SimulationCase(LeadDistributionCase):
    """Simulations are run by the leader; the rule Everything is in force."""

    def simulate(self, leads, user=None, **vals):
        """Return a simulation of the leader's that has been run over these leads."""
        simulation = (
            self.env['lead.simulation']
            .with_user(user or self.leader)
            .create({'domain': [('id', 'in', leads.ids)], **vals})
        )
        simulation.action_run()
        return simulation

    def line(self, simulation, lead):
        return simulation.line_ids.filtered(lambda line: line.lead_id == lead)

    def born(self, lead, days_ago):
        """Have a lead come in some days ago, at noon."""
        moment = datetime.combine(datetime.now().date(), datetime.min.time())
        moment += timedelta(hours=12, days=-days_ago)
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", moment, lead.id)
        )
        lead.invalidate_recordset(['create_date'])
