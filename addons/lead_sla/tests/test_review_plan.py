from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.review.crm_team import days_from, first_day, utc_moment
from .common_review import LeadReviewCase


@tagged('post_install', '-at_install')
class TestReviewSchedule(TransactionCase):
    """The arithmetic of days, without records. 2026-07-01 is a Wednesday."""

    def test_first_day_of_the_week(self):
        for weekday, day in ((0, 6), (2, 1), (3, 2), (1, 7)):
            with self.subTest(weekday=weekday):
                self.assertEqual(first_day(weekday, date(2026, 7, 1)), date(2026, 7, day))

    def test_a_rhythm_keeps_its_step_over_days_nobody_was_there(self):
        anchor = date(2026, 6, 1)
        for rhythm, earliest, day in (
            ('weekly', date(2026, 6, 1), date(2026, 6, 1)),
            ('weekly', date(2026, 6, 2), date(2026, 6, 8)),
            ('fortnightly', date(2026, 6, 2), date(2026, 6, 15)),
            ('fortnightly', date(2026, 6, 15), date(2026, 6, 15)),
            ('fortnightly', date(2026, 6, 16), date(2026, 6, 29)),
        ):
            with self.subTest(rhythm=rhythm, earliest=earliest):
                self.assertEqual(next(days_from(anchor, rhythm, earliest)), day)

    def test_the_hour_is_that_of_the_time_zone_summer_and_winter(self):
        for day, hour in ((date(2026, 7, 6), 7), (date(2026, 12, 7), 8)):
            with self.subTest(day=day):
                self.assertEqual(
                    utc_moment(day, 9.5, 'Europe/Brussels'),
                    datetime(day.year, day.month, day.day, hour, 30),
                )


@tagged('post_install', '-at_install')
class TestReviewPlan(LeadReviewCase):
    """The schedule plans one review ahead, each once, with its meeting."""

    def schedule(self, team=None, moment=None, **vals):
        values = {'review_rhythm': 'weekly', 'review_weekday': '0', **vals}
        with self.at(moment or self.NOW):
            (team or self.team).with_user(self.leader).write(values)

    def test_weekly_and_one_ahead(self):
        self.schedule()
        self.plan_reviews('2026-07-01 12:00:00')
        self.assertEqual(self.reviews(), ['2026-07-06 09:00:00'])
        self.plan_reviews('2026-07-05 12:00:00')
        self.assertEqual(self.reviews(), ['2026-07-06 09:00:00'])
        self.plan_reviews('2026-07-06 12:00:00')
        self.assertEqual(self.reviews(), ['2026-07-06 09:00:00', '2026-07-13 09:00:00'])

    def test_fortnightly_skips_a_week(self):
        self.schedule(review_rhythm='fortnightly', review_hour=14.5, review_duration=2)
        self.plan_reviews('2026-07-01 12:00:00')
        self.plan_reviews('2026-07-06 16:00:00')
        self.assertEqual(self.reviews(), ['2026-07-06 14:30:00', '2026-07-20 14:30:00'])

    def test_two_teams_each_have_their_own(self):
        self.schedule()
        self.schedule(self.field_team, review_weekday='4', review_rhythm='fortnightly')
        self.rep_c.tz = 'Asia/Tokyo'
        self.plan_reviews('2026-07-01 12:00:00')
        self.assertEqual(self.reviews(), ['2026-07-06 09:00:00'])
        self.assertEqual(self.reviews(self.field_team), ['2026-07-03 00:00:00'])

    def test_again_and_again_changes_nothing(self):
        self.schedule()
        for _time in range(3):
            self.plan_reviews('2026-07-01 12:00:00')
        self.assertEqual(len(self.reviews()), 1)

    def test_deleted_and_cancelled_ones_do_not_come_back(self):
        self.schedule()
        self.plan_reviews('2026-07-01 12:00:00')
        review = self.env['lead.review'].search([('is_scheduled', '=', True)])
        review.with_user(self.leader).unlink()
        self.plan_reviews('2026-07-01 13:00:00')
        self.assertFalse(self.reviews())

    def test_a_day_that_has_its_review_gets_no_second(self):
        self.make_review('2026-07-06 15:00:00')
        self.schedule()
        for moment in ('2026-07-01 12:00:00', '2026-07-06 16:00:00'):
            self.plan_reviews(moment)
        self.assertEqual(self.reviews(), ['2026-07-13 09:00:00'])

    def test_a_day_taken_after_the_schedule_was_made_gets_no_second(self):
        self.schedule()
        self.make_review('2026-07-06 15:00:00')
        self.plan_reviews('2026-07-01 12:00:00')
        self.assertFalse(self.reviews())
        self.plan_reviews('2026-07-06 16:00:00')
        self.assertEqual(self.reviews(), ['2026-07-13 09:00:00'])

    def test_a_server_that_was_down_plans_nothing_for_the_past(self):
        self.schedule(review_rhythm='fortnightly')
        self.plan_reviews('2026-08-12 12:00:00')
        self.assertEqual(self.reviews(), ['2026-08-17 09:00:00'])

    def test_another_schedule_moves_what_is_planned(self):
        self.schedule()
        self.plan_reviews('2026-07-01 12:00:00')
        review = self.env['lead.review'].search([('is_scheduled', '=', True)])
        self.schedule(review_weekday='3', review_hour=10, review_duration=1.5)
        self.assertEqual(self.reviews(), ['2026-07-02 10:00:00'])
        self.assertEqual(str(review.calendar_event_id.start), '2026-07-02 10:00:00')
        self.assertEqual(str(review.calendar_event_id.stop), '2026-07-02 11:30:00')
        self.plan_reviews('2026-07-01 13:00:00')
        self.assertEqual(self.reviews(), ['2026-07-02 10:00:00'])

    def test_no_rhythm_plans_nothing_more(self):
        self.schedule()
        self.plan_reviews('2026-07-01 12:00:00')
        self.schedule(review_rhythm='none')
        self.plan_reviews('2026-07-13 12:00:00')
        self.assertEqual(self.reviews(), ['2026-07-06 09:00:00'])

    def test_a_team_without_anybody_is_told_and_stops_no_other(self):
        empty = self.env['crm.team'].create({'name': "Empty"})
        self.schedule(empty)
        self.schedule(self.field_team)
        self.plan_reviews('2026-07-01 12:00:00')
        self.assertFalse(self.reviews(empty))
        self.assertIn("Fill in Attendees", empty.message_ids[:1].body)
        self.assertTrue(self.reviews(self.field_team))
        self.assertEqual(empty.review_next_date, date(2026, 7, 13))

    def test_attendees_are_leader_members_and_who_is_invited_too(self):
        self.team.review_user_ids = self.rep_c
        self.assertEqual(
            self.make_review('2026-07-10 09:00:00').attendee_ids,
            self.leader + self.rep_a + self.rep_b + self.rep_c,
        )

    def test_marketers_who_hand_over_are_invited_if_the_team_says_so(self):
        lead = self.make_lead('2026-06-01 10:00', passed='2026-06-20 10:00')
        self.set_columns(lead, {'passed_by_id': self.marketer.id})
        with self.at(self.NOW):
            self.assertNotIn(self.marketer, self.team._review_attendees())
            self.team.review_with_marketers = True
            self.assertIn(self.marketer, self.team._review_attendees())
            self.assertNotIn(self.marketer, self.field_team._review_attendees())
        with self.at('2026-08-01 12:00:00'):
            self.assertNotIn(self.marketer, self.team._review_attendees())

    def test_next_review_opens_it_and_plans_it_where_it_is_missing(self):
        self.schedule(self.field_team)
        team = self.field_team.with_user(self.leader)
        with self.at('2026-07-01 12:10:00'):
            action = team.action_open_next_review()
            review = self.env['lead.review'].browse(action['res_id'])
            self.assertEqual(str(review.date_start), '2026-07-06 07:00:00')
            self.assertEqual(team.action_open_next_review()['res_id'], review.id)

    def test_next_review_of_a_team_without_schedule_is_a_new_one(self):
        action = self.field_team.with_user(self.leader).action_open_next_review()
        self.assertFalse(action['res_id'])
        self.assertEqual(action['context'], {'default_team_id': self.field_team.id})

    @mute_logger('odoo.sql_db')
    def test_a_schedule_that_cannot_be_is_refused(self):
        for vals in ({'review_duration': 0}, {'review_hour': 24}, {'review_hour': -1}):
            with self.subTest(vals), self.assertRaises(IntegrityError), self.cr.savepoint():
                self.team.write(vals)
                self.env.flush_all()


@tagged('post_install', '-at_install')
class TestReviewMeeting(LeadReviewCase):
    """The review and its meeting in the calendar are one."""

    def setUp(self):
        super().setUp()
        self.event = self.review.calendar_event_id

    def test_attendees_are_invited(self):
        self.assertEqual(self.event.partner_ids, (self.leader + self.rep_a + self.rep_b).partner_id)
        self.assertEqual(self.event.user_id, self.leader)
        self.assertEqual((self.event.res_model, self.event.res_id), ('lead.review', self.review.id))
        self.assertEqual(str(self.event.stop), '2026-07-01 10:00:00')
        self.assertFalse(self.review.activity_ids)

    def test_invitations_are_sent(self):
        with self.at(self.NOW), self.mock_mail_gateway():
            self.make_review('2026-07-20 09:00:00')
        self.assertTrue(self._new_mails.filtered(lambda mail: "Inside Sales" in (mail.subject)))

    def test_moving_the_meeting_moves_the_review(self):
        self.event.with_user(self.rep_a).write(
            {'start': '2026-07-02 13:00:00', 'stop': '2026-07-02 14:30:00'}
        )
        self.assertEqual(str(self.review.date_start), '2026-07-02 13:00:00')
        self.assertEqual(self.review.duration, 1.5)
        self.assertEqual(self.review.review_date, date(2026, 7, 2))

    def test_moving_the_review_moves_the_meeting(self):
        self.review.with_user(self.leader).date_start = '2026-07-03 08:00:00'
        self.assertEqual(str(self.event.start), '2026-07-03 08:00:00')
        self.assertEqual(str(self.event.stop), '2026-07-03 09:00:00')

    def test_who_attends_is_who_is_invited_and_guests_stay(self):
        guest = self.env['res.partner'].create({'name': "Guest"})
        self.event.partner_ids += guest
        self.review.with_user(self.leader).attendee_ids = self.leader + self.rep_c
        self.assertEqual(self.event.partner_ids, (self.leader + self.rep_c).partner_id + guest)

    def test_deleting_the_meeting_cancels_the_review(self):
        self.event.with_user(self.rep_a).unlink()
        self.assertEqual(self.review.state, 'cancelled')
        self.assertIn("deleted in the calendar", self.review.message_ids[:1].body)

    def test_archiving_the_meeting_cancels_the_review(self):
        self.event.action_archive()
        self.assertEqual(self.review.state, 'cancelled')

    def test_a_meeting_of_the_past_is_free_once_the_review_was_held(self):
        self.hold()
        self.event.write({'start': '2026-07-09 13:00:00', 'stop': '2026-07-09 14:00:00'})
        self.assertEqual(str(self.review.date_start), '2026-07-01 09:00:00')
        self.event.unlink()
        self.assertEqual(self.review.state, 'held')

    def test_deleting_the_review_deletes_the_meeting(self):
        self.review.with_user(self.leader).unlink()
        self.assertFalse(self.event.exists())

    def test_strangers_neither_move_nor_delete_it(self):
        for user in (self.outsider, self.rep_c):
            event = self.event.with_user(user)
            with self.subTest(user.name), self.assertRaises(AccessError):
                event.write({'start': '2026-07-02 13:00:00', 'stop': '2026-07-02 14:00:00'})
            with self.subTest(user.name), self.assertRaises(AccessError):
                event.unlink()

    def test_a_guest_of_the_meeting_gets_no_right_to_the_review(self):
        self.event.with_user(self.rep_a).partner_ids = [Command.link(self.outsider.partner_id.id)]
        self.assertFalse(self.review.with_user(self.outsider).has_access('read'))

    def test_a_meeting_moved_onto_another_review_says_so(self):
        self.make_review('2026-07-08 09:00:00')
        with self.assertRaisesRegex(IntegrityError, "unique_day"), mute_logger('odoo.sql_db'):
            self.event.write({'start': '2026-07-08 13:00:00', 'stop': '2026-07-08 14:00:00'})
            self.env.flush_all()

    def test_a_meeting_without_length_says_so(self):
        with self.assertRaisesRegex(ValidationError, "more than 0"), mute_logger('odoo.sql_db'):
            self.event.write({'stop': self.event.start})
            self.env.flush_all()
