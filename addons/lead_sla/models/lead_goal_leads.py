from odoo import models
from odoo.tools import SQL

from .lead_metric_period import STEP, local_time, start_of, utc_midnight


class LeadGoal(models.Model):
    """The leads behind the progress of a target."""

    _inherit = 'lead.goal'

    def action_view_leads(self):
        """Open the leads that count for this target in the running period."""
        self.ensure_one()
        self.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.display_name,
            'res_model': 'crm.lead',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('metric_goal_id', '=', self.id)],
            # lost leads are archived, and counted
            'context': {'active_test': False, 'create': False},
        }

    def _lead_query(self):
        """Return the query of the leads behind the progress."""
        self.ensure_one()
        # sudo: definitions and time zones are no secret to who reads the target
        metric = self.sudo().metric_id
        zone = metric._zones().get(self.company_id.id, 'UTC')
        first = start_of(self.period, local_time(self.env.cr.now(), zone).date())
        span = (utc_midnight(day, zone) for day in (first, first + STEP[self.period]))
        query = metric._query(*span)
        scope = [
            SQL("%s = %s", query.column(metric.key, name), self[name].id)
            for name in ('company_id', 'team_id', 'user_id')
            if self[name]
        ]
        return query.leads(metric.key, SQL(" AND ").join(scope), False)
