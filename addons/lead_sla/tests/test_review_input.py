from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common_review import LeadReviewCase


@tagged('post_install', '-at_install')
class TestReviewInput(LeadReviewCase):
    """What is entered wrongly is refused with a sentence, and nothing is lost."""

    def test_somebody_attends(self):
        with self.assertRaisesRegex(ValidationError, "needs somebody to attend"):
            self.review.attendee_ids = False
        team = self.env['crm.team'].create({'name': "Empty"})
        with self.assertRaisesRegex(ValidationError, "needs somebody to attend"):
            self.make_review(team=team)

    def test_a_review_takes_time(self):
        for hours in (0, -1, 25):
            with (
                self.subTest(hours=hours),
                self.assertRaisesRegex(ValidationError, "more than 0 and at most 24"),
                self.cr.savepoint(),
            ):
                self.review.duration = hours
                self.env.flush_all()

    @mute_logger('odoo.sql_db')
    def test_one_review_a_day(self):
        with self.assertRaisesRegex(IntegrityError, "unique_day"), self.cr.savepoint():
            self.make_review('2026-07-01 15:00:00')
        self.review.with_user(self.leader).action_cancel()
        self.make_review('2026-07-01 15:00:00')
        self.make_review(team=self.field_team)

    def test_nothing_is_held_before_its_day(self):
        review = self.make_review('2026-07-02 07:00:00')
        with self.assertRaisesRegex(UserError, "07/02/2026"):
            self.hold(review)
        self.hold(review, now='2026-07-02 06:00:00')
        self.assertEqual(review.state, 'held')

    def test_held_once(self):
        self.hold()
        with self.assertRaisesRegex(UserError, "planned"):
            self.hold()
        with self.assertRaisesRegex(UserError, "cannot be cancelled"):
            self.review.with_user(self.leader).action_cancel()

    def test_what_was_held_keeps_its_time_and_stays(self):
        self.hold()
        review = self.review.with_user(self.leader)
        for values in (
            {'date_start': '2026-07-02 09:00:00'},
            {'attendee_ids': [Command.clear()]},
            {'duration': 2},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "has been held"):
                review.write(values)
        with self.assertRaisesRegex(UserError, "stays on record"):
            review.unlink()
        review.minutes = "<p>Forgotten before.</p>"

    def test_state_is_not_written_by_hand(self):
        review = self.review.with_user(self.leader)
        for values in ({'state': 'held'}, {'held_at': '2026-01-01'}, {'calendar_event_id': False}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "by hand"):
                review.write(values)
        with self.assertRaisesRegex(UserError, "by hand"):
            review.create(
                {'team_id': self.team.id, 'date_start': '2026-08-01 09:00:00', 'state': 'held'}
            )

    @users('leader_x')
    def test_cancelled_and_planned_again(self):
        review = self.review.with_user(self.env.user)
        event = review.sudo().calendar_event_id
        review.action_cancel()
        self.assertFalse(event.exists())
        self.assertIn("cancelled", review.message_ids[:1].body)
        review.action_plan_again()
        self.assertEqual(review.state, 'planned')
        self.assertEqual(review.sudo().calendar_event_id.start.date(), date(2026, 7, 1))
