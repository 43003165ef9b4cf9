from odoo.tests import tagged

from .common_review import LeadReviewCase


@tagged('post_install', '-at_install')
class TestReviewFrozen(LeadReviewCase):
    """Once held, the agenda stays as it was, and each sees of it what he may see."""

    def setUp(self):
        super().setUp()
        self.mine, self.other = self.make_leads(2)
        for lead, rep, name in ((self.mine, self.rep_a, "Mine"), (self.other, self.rep_b, "Other")):
            lead.user_id = rep
            self.set_columns(lead, {'name': name, 'forget_at': '2026-06-20'})

    def test_it_stays_as_it_was(self):
        self.make_lead('2026-06-01 10:00', won='2026-06-30 10:00', revenue=70)
        self.refresh()
        before = self.agenda()
        self.hold()
        self.mine.write({'name': "Renamed", 'user_id': self.rep_b.id})
        self.set_columns(self.mine, {'forget_at': None})
        self.make_lead('2026-06-01 10:00', won='2026-06-30 11:00', revenue=5000)
        self.env['lead.metric.value'].search([]).unlink()
        self.assertEqual(self.agenda(now='2026-09-01 12:00:00'), before)

    def test_it_is_whole_whoever_holds_it(self):
        """A leader who sees his own leads only does not cut the agenda of the others."""
        self.team.user_id = self.rep_a
        self.assertEqual(self.names('urgent', self.rep_a), ["Mine"])
        self.hold(user=self.rep_a)
        self.assertEqual(self.names('urgent', self.rep_a), ["Mine"])
        self.assertEqual(self.names('urgent', self.leader), ["Mine", "Other"])

    def test_a_deleted_lead_is_gone_and_a_merged_one_remains(self):
        decision = self.decide(lead_id=self.mine.id)
        self.hold()
        (self.mine | self.other)._merge_opportunity(auto_unlink=True)
        left = (self.mine | self.other).exists()
        self.assertEqual(len(left), 1)
        self.assertIn(left, self.review.item_ids.lead_id)
        self.assertEqual(decision.lead_id, left)
        left.unlink()
        self.assertFalse(self.names('urgent'))

    def test_more_than_can_be_kept_is_said(self):
        leads = self.make_leads(1005, user_id=self.rep_a.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET forget_at = '2026-06-20' WHERE id = ANY(%s)", [leads.ids]
        )
        self.env.invalidate_all()
        self.hold()
        self.assertEqual(self.agenda()['urgent']['count'], "1,000+")
