from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_signals import LeadSignalCase


@tagged('post_install', '-at_install')
class TestSignal(LeadSignalCase):
    def test_signals_make_the_interest_and_decay_with_their_half_life(self):
        self.signal(self.lead, points=40, days=0)
        self.signal(self.lead, points=40, days=10)
        self.assertAlmostEqual(self.lead.interest_score, 60)
        self.assertEqual(self.lead.interest_level, 'high')
        self.assertAlmostEqual(sum(self.lead.signal_ids.mapped('value')), 60)

    def test_interest_is_the_same_in_python_and_in_the_database(self):
        for days, half_life in ((0, 1), (3.3, 7), (400, 0.1), (10000, 0.01), (50, 365)):
            self.signal(self.lead, points=17, days=days, half_life_days=half_life)
        self.assertAlmostEqual(self.lead.interest_score, sum(self.lead.signal_ids.mapped('value')))

    def test_interest_stays_between_0_and_100(self):
        cold, hot = self.make_leads(2)
        self.signal(cold, points=-80)
        for _time in range(3):
            self.signal(hot, points=90)
        self.assertEqual((cold.interest_score, hot.interest_score), (0, 100))
        self.assertEqual(cold.interest_level, 'low')

    def test_lead_without_signals_has_no_interest_level(self):
        self.assess(self.lead, (3, 3, 3, 3))
        self.assertFalse(self.lead.interest_level)
        self.assertEqual(self.lead.lead_score, 100)

    def test_points_and_half_life_are_frozen_when_recorded(self):
        signal = self.signal(self.lead)
        self.webinar.write({'points': 1, 'half_life_days': 1})
        self.lead._update_score()
        self.assertEqual((signal.points, signal.half_life_days), (40, 10))
        self.assertAlmostEqual(self.lead.interest_score, 40)

    def test_same_source_counts_once_per_lead(self):
        other = self.make_leads(1)
        for lead in (self.lead, self.lead, other):
            self.Signal._record_kind('meeting', lead, res_model='calendar.event', res_id=7)
        self.assertEqual((len(self.lead.signal_ids), len(other.signal_ids)), (1, 1))

    def test_archived_type_records_nothing(self):
        self.env.ref('lead_qualification.lead_signal_type_meeting_held').active = False
        self.assertFalse(self.Signal._record_kind('meeting', self.lead))

    def test_merge_keeps_the_signals_of_both_and_each_event_once(self):
        first, second = self.make_leads(2, email_from="same@example.com")
        both = first | second
        self.Signal._record_kind('event', both, res_model='event.registration', res_id=5)
        self.signal(second)
        merged = both.merge_opportunity()
        self.assertEqual(len(merged.signal_ids), 2)
        self.assertAlmostEqual(merged.interest_score, 65)

    def test_bad_numbers_are_refused_with_a_sentence(self):
        cases = [
            ({'points': 0}, "not zero"),
            ({'points': 101}, "between -100 and 100"),
            ({'points': "many"}, "Points must be a number, not many"),
            ({'points': None}, "not zero"),
            ({'half_life_days': 0}, "more than zero days"),
            ({'half_life_days': -3}, "more than zero days"),
            ({'half_life_days': "long"}, r"Half-life \(Days\) must be a number, not long"),
            ({'half_life_days': float('nan')}, "must be a number"),
            ({'code': 'Web Inar'}, "small letters, digits and underscores"),
        ]
        for vals, sentence in cases:
            with (
                self.subTest(vals=vals),
                mute_logger('odoo.sql_db'),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                self.translated(self.webinar.write, vals)
        self.assertRecordValues(self.webinar, [{'points': 40, 'half_life_days': 10}])

    def test_second_type_of_the_same_code_or_event_is_refused(self):
        cases = {
            "has this code already": {'code': 'webinar'},
            "same event of Odoo already": {'code': 'other', 'kind': 'meeting'},
        }
        for sentence, vals in cases.items():
            with (
                self.subTest(vals=vals),
                mute_logger('odoo.sql_db'),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                self.translated(self.env['lead.signal.type'].create, {'name': "Other", **vals})

    def translated(self, operation, vals):
        """Run ``operation``, a broken constraint raised as requests raise it."""
        try:
            with self.env.cr.savepoint():
                operation(vals)
        except IntegrityError as error:
            model = self.env['lead.signal.type']
            raise ValidationError(model._sql_error_to_message(error)) from error

    def test_type_in_use_is_archived_and_not_deleted(self):
        self.signal(self.lead)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.webinar.unlink()

    def test_signals_of_the_future_are_worth_their_points(self):
        self.signal(self.lead, days=-1 / 1440)
        self.assertAlmostEqual(self.lead.interest_score, 40)

    def test_copy_of_a_lead_starts_without_signals(self):
        self.signal(self.lead)
        copy = self.lead.copy()
        self.assertFalse(copy.signal_ids)
        self.assertEqual((copy.lead_score, copy.lead_grade, copy.scored_at), (0, False, False))

    def test_value_halves_between_two_looks(self):
        signal = self.signal(self.lead)
        later = self.env.cr.now() + timedelta(days=10)
        self.assertAlmostEqual(signal.with_context(signals_at=later).value, 20)
