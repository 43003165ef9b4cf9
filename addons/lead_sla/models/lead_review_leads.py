from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_lead_urgency import LATE, NEXT, TODAY

# who is forgotten within these days is about to be, as the list of that name says
FORGET_SOON = timedelta(days=7)
CAMPAIGN_DAYS = 42


class LeadReview(models.Model):
    """What each section of an agenda is about, by the definitions of those who own them."""

    _inherit = 'lead.review'

    def _scope(self, section):
        """Return ``(model, domain, order)`` of the records of a section."""
        return getattr(self, f'_scope_{section}')()

    @property
    def _of_team(self):
        return Domain('team_id', '=', self.team_id.id)

    def _scope_decisions(self):
        domain = (
            Domain('review_id.team_id', '=', self.team_id.id)
            & Domain('review_id', '!=', self.id)
            & Domain('state', '=', 'open')
        )
        return self.env['lead.review.decision'], domain, 'date_deadline, id'

    def _scope_urgent(self):
        Lead = self.env['crm.lead']
        forgotten = Domain('forget_at', '<', self.env.cr.now() + FORGET_SOON)
        urgent = Domain('sla_urgency', 'in', [LATE, NEXT, TODAY])
        domain = self._of_team & Lead._open_domain() & (urgent | forgotten)
        return Lead, domain, 'sla_deadline, forget_at, id'

    def _scope_misses(self):
        start, end = self._period()
        domain = (
            self._of_team
            & Domain('state', '=', 'missed')
            & Domain('deadline', '>=', start)
            & Domain('deadline', '<', end)
        )
        return self.env['lead.sla'], domain, 'deadline desc, id desc'

    def _scope_gaps(self):
        Lead = self.env['crm.lead']
        domain = self._of_team & Domain('follow_up_gap', 'in', ['owner', 'next_step'])
        # until follow-up is set up nothing is asked of a lead
        return Lead, domain if Lead._watches_gaps() else Domain.FALSE, 'lead_score desc, id'

    def _scope_won(self):
        return self._closed(self._counted('won'))

    def _scope_lost(self):
        return self._closed(self._counted('win_rate') & Domain('won_status', '=', 'lost'))

    def _closed(self, domain):
        # lost leads are archived
        return (
            self.env['crm.lead'].with_context(active_test=False),
            domain,
            ('expected_revenue desc, id'),
        )

    def _counted(self, key):
        """Return the leads that a metric counts for the team in the period of the review."""
        # the metric's query is no ORM's, so nothing knows what of leads it needs
        self.env['crm.lead'].flush_model()
        query = self.env['lead.metric']._by_key(key)._query(*self._period())
        scope = SQL("%s = %s", query.column(key, 'team_id'), self.team_id.id)
        return Domain('id', 'in', SQL("(%s)", query.leads(key, scope, False)))

    def _scope_metrics(self):
        domain = (
            self._of_team
            & Domain('period', '=', 'week')
            & Domain('age', '=', 1)
            & Domain('metric_id.active', '=', True)
        )
        return self.env['lead.metric.value'], domain, 'metric_sequence, id'

    def _scope_drifts(self):
        start, end = self._period()
        domain = (
            self._of_team & Domain('create_date', '>=', start) & Domain('create_date', '<=', end)
        )
        return self.env['lead.metric.alert'], domain, 'id desc'

    def _scope_campaigns(self):
        today = self.env.cr.now().date()
        domain = Domain('date_start', '>=', today) & Domain(
            'date_start', '<=', today + timedelta(days=CAMPAIGN_DAYS)
        )
        return self.env['utm.campaign'], domain, 'date_start, id'
