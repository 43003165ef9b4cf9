from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common_dashboard import LeadDashboardCase


@tagged('post_install', '-at_install')
class TestDashboardTour(LeadDashboardCase, HttpCase):
    def test_leader_opens_the_leads_behind_a_bar(self):
        yesterday = datetime.now() - timedelta(days=1)
        for name in ("Harbour Crane", "Harbour Dock"):
            self.make_lead(yesterday).name = name
        self.make_lead(yesterday, team=self.field_team, user=self.rep_c).name = "Elsewhere"
        self.leader.password = 'leader_x_password'
        self.start_tour('/odoo/lead-dashboard', 'lead_sla_dashboard', login='leader_x')
