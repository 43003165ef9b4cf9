from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_review import LeadReviewCase


@tagged('post_install', '-at_install')
class TestReviewDecision(LeadReviewCase):
    """Decisions become activities when the review is held, once, and follow them."""

    def setUp(self):
        super().setUp()
        self.lead_a = self.make_leads(1)
        self.lead_a.user_id = self.rep_a

    def activities(self):
        return self.env['mail.activity'].search([('summary', 'in', ("Call them", "Tidy up"))])

    def test_on_the_lead_or_on_the_review(self):
        about_lead = self.decide(lead_id=self.lead_a.id)
        about_team = self.decide("Tidy up", self.rep_b)
        self.assertFalse(self.activities())
        self.assertEqual(about_lead.state, 'draft')
        self.hold()
        self.assertRecordValues(
            self.activities().sorted('summary'),
            [
                {
                    'res_model': 'crm.lead',
                    'res_id': self.lead_a.id,
                    'user_id': self.rep_a.id,
                    'activity_type_id': self.env.ref('mail.mail_activity_data_todo').id,
                },
                {
                    'res_model': 'lead.review',
                    'res_id': self.review.id,
                    'user_id': self.rep_b.id,
                    'activity_type_id': self.env.ref('mail.mail_activity_data_todo').id,
                },
            ],
        )
        self.assertEqual(str(self.activities()[0].date_deadline), '2026-07-03')
        self.assertEqual((about_lead + about_team).mapped('state'), ['open', 'open'])

    def test_once(self):
        decision = self.decide()
        self.hold()
        decision.with_user(self.leader)._plan_activities()
        self.assertEqual(len(self.activities()), 1)

    def test_decided_afterwards_becomes_an_activity_at_once(self):
        self.hold()
        self.assertEqual(self.decide().state, 'open')
        self.assertEqual(len(self.activities()), 1)

    def test_done_with_the_activity(self):
        decision = self.decide(lead_id=self.lead_a.id)
        self.hold()
        self.activities().with_user(self.rep_a).action_feedback(feedback="Reached")
        self.assertEqual(decision.state, 'done')
        self.env['mail.activity'].with_context(active_test=False).search(
            [('summary', '=', "Call them")]
        ).unlink()
        self.assertEqual(decision.state, 'done')

    def test_dropped_with_the_activity(self):
        decision = self.decide()
        self.hold()
        self.activities().unlink()
        self.assertEqual(decision.state, 'dropped')
        self.assertFalse(self.review.open_decision_count)

    def test_counted_while_open(self):
        self.decide()
        self.decide("Tidy up")
        self.assertEqual(self.review.open_decision_count, 0)
        self.hold()
        self.assertEqual(self.review.open_decision_count, 2)
        self.assertEqual(
            self.env['lead.review'].search([('decision_ids.state', '=', 'open')]), self.review
        )

    def test_changed_in_the_activity_only(self):
        decision = self.decide()
        decision.with_user(self.leader).name = "Tidy up"
        self.hold()
        for values in ({'name': "X"}, {'user_id': self.rep_b.id}, {'date_deadline': '2026-08-01'}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "Change it there"):
                decision.with_user(self.leader).write(values)
        for values in ({'state': 'done'}, {'activity_id': False}, {'is_planned': False}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "follows its activity"):
                decision.with_user(self.leader).write(values)

    def test_given_to_somebody_who_may_see_the_lead(self):
        with self.assertRaisesRegex(ValidationError, "Rep B may not see the lead"):
            self.decide(user=self.rep_b, lead_id=self.lead_a.id)

    def test_given_to_somebody_who_may_open_the_review(self):
        with self.assertRaisesRegex(ValidationError, "Add Outsider to its Attendees"):
            self.decide(user=self.outsider)
        self.decide(user=self.outsider, lead_id=self.make_leads(1).id)

    def test_who_it_is_given_to_closes_it(self):
        decision = self.decide(user=self.rep_b)
        self.hold()
        activity = decision.activity_id.with_user(self.rep_b)
        self.assertEqual(activity.res_name, self.review.display_name)
        activity.action_feedback()
        self.assertEqual(decision.state, 'done')

    def test_opens_what_it_is_about(self):
        for decision, model in (
            (self.decide(lead_id=self.lead_a.id), 'crm.lead'),
            (self.decide(), 'lead.review'),
        ):
            action = decision.with_user(self.rep_a).action_open_document()
            self.assertEqual(action['res_model'], model)
