from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from .common_review import LeadReviewCase


@tagged('post_install', '-at_install')
class TestReviewTour(LeadReviewCase, HttpCase):
    def test_leader_holds_a_review(self):
        """He reads the agenda, opens a lead of it, writes minutes and a decision, holds it."""
        now = datetime.now()
        lead = self.make_leads(1, user_id=self.rep_a.id)
        self.set_columns(lead, {'name': "Acme waits", 'forget_at': now - timedelta(days=3)})
        self.set_columns(lead, {'lead_score': 50})
        review = self.make_review(now.replace(microsecond=0), team=self.tour_team())
        lead.team_id = review.team_id
        self.env.flush_all()
        self.leader.password = 'leader_x_password'
        self.start_tour(f'/odoo/lead-reviews/{review.id}', 'lead_sla_review', login='leader_x')
        self.assertEqual(review.state, 'held')
        self.assertIn("We start with Acme", review.minutes)
        self.assertRecordValues(
            review.decision_ids,
            [{'name': "Call Acme today", 'user_id': self.rep_a.id, 'state': 'open'}],
        )
        self.assertEqual(review.decision_ids.activity_id.user_id, self.rep_a)
        self.assertIn(lead, review.item_ids.lead_id)

    def tour_team(self):
        return self.env['crm.team'].create(
            {
                'name': "Tour Team",
                'user_id': self.leader.id,
                'member_ids': [(6, 0, self.rep_a.ids)],
            }
        )
