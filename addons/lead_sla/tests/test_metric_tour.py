from datetime import datetime

from odoo.tests import HttpCase, tagged

from .common_metrics import LeadMetricCase


@tagged('post_install', '-at_install')
class TestMetricTour(LeadMetricCase, HttpCase):
    def test_leader_opens_the_leads_behind_a_number(self):
        today = datetime.now()
        for outcome in ('won', 'won', 'lost'):
            self.make_lead(today, **{outcome: today})
        self.refresh(today.isoformat(' ', 'seconds'))
        self.leader.password = 'leader_x_password'
        self.start_tour('/odoo/lead-metrics', 'lead_sla_metrics', login='leader_x')
