from datetime import datetime

from odoo.tests import tagged

from .common_reports import LeadSlaReportCase

DATE = datetime(2026, 3, 2, 10, 10)


@tagged('post_install', '-at_install')
class TestReportFacts(LeadSlaReportCase):
    """What the job counts for the reports is what they count without it."""

    def setUp(self):
        super().setUp()
        self.quick = self.follow_up(self.rep_a, '2026-03-02 10:03', (1, 'reached'))
        self.quick.name = "Quick"
        self.slow = self.follow_up(
            self.rep_a, '2026-03-02 10:00', (20, 'no_answer'), (30, 'busy'), (40, 'reached')
        )
        self.slow.name = "Slow"
        self.never = self.follow_up(self.rep_b, '2026-03-02 12:00')

    def count(self, moment='2026-03-03 09:00'):
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.env.ref('lead_sla.ir_cron_count_attempts').method_direct_trigger()
        self.env.invalidate_all()

    def attempts(self, lead):
        return lead.touch_ids.sorted(lambda touch: (touch.date, touch.id)).mapped('attempt')

    def seen(self):
        """Return what the reports show."""
        return (
            self.figures('lead.touch.report', ['touches', 'reached_rate'], ['lead_id', 'attempt']),
            self.figures('lead.delay.report', ['minutes', 'stints'], ['lead_id', 'party']),
        )

    def test_reports_show_the_same_before_and_after(self):
        before = self.seen()
        self.assertFalse(any((self.quick + self.slow).touch_ids.mapped('attempt')))
        self.count()
        self.assertEqual(self.seen(), before)
        self.assertEqual(self.attempts(self.quick), [1])
        self.assertEqual(self.attempts(self.slow), [1, 2, 3])
        first = min(self.slow.touch_ids.mapped('date'))
        self.assertEqual(self.slow.assignment_ids.first_touch_at, first)
        self.assertFalse(self.never.assignment_ids.first_touch_at)

    def test_reports_read_what_was_counted(self):
        self.count()
        self.slow.touch_ids.sorted('date')[-1:].attempt = 5
        self.slow.assignment_ids.first_touch_at = '2026-03-02 11:00'
        touches, delays = self.seen()
        self.assertIn((self.slow.display_name, '5'), touches)
        self.assertEqual(delays[self.slow.display_name, '2_rep'][0], 60)

    def test_first_touch_is_counted_per_assignment(self):
        """A touch of before, by the salesperson of before, is none of the one who has it now."""
        first = min(self.slow.touch_ids.mapped('date'))
        with self.at('2026-03-02 13:00'):
            self.slow.user_id = self.rep_b
        self.call(self.slow, '2026-03-02 13:30', self.rep_b)
        self.count()
        assignments = self.slow.assignment_ids.sorted('assigned_at')
        self.assertEqual(
            assignments.mapped('first_touch_at'), [first, datetime(2026, 3, 2, 13, 30)]
        )

    def test_what_may_still_get_a_predecessor_is_not_counted_yet(self):
        self.count('2026-03-02 10:35')
        self.assertFalse(any(self.slow.touch_ids.mapped('attempt')))
        self.assertFalse(self.slow.assignment_ids.first_touch_at)

    def test_touch_of_an_earlier_date_has_its_lead_counted_anew(self):
        self.count()
        self.call(self.slow, '2026-03-02 12:00', self.rep_a, date=DATE, outcome='busy')
        self.assertFalse(any(self.slow.touch_ids.mapped('attempt')))
        self.assertEqual(self.attempts(self.quick), [1])
        before = self.seen()
        self.assertEqual(before[1][self.slow.display_name, '2_rep'][0], 10)
        self.count()
        self.assertEqual(self.seen(), before)
        self.assertEqual(self.attempts(self.slow), [1, 2, 3, 4])
        self.assertEqual(self.slow.assignment_ids.first_touch_at, DATE)

    def test_next_touch_goes_on_counting(self):
        self.count()
        self.call(self.slow, '2026-03-04 10:00', self.rep_a)
        self.assertEqual(self.attempts(self.slow), [1, 2, 3, 0])
        before = self.seen()
        self.count('2026-03-05 10:00')
        self.assertEqual(self.attempts(self.slow), [1, 2, 3, 4])
        self.assertEqual(self.seen(), before)

    def test_merged_leads_are_counted_anew(self):
        self.count()
        merged = (self.quick + self.slow).merge_opportunity()
        self.env.flush_all()
        before = self.seen()
        self.count()
        self.assertEqual(self.attempts(merged), [1, 2, 3, 4])
        self.assertEqual(self.seen(), before)

    def test_touch_that_is_gone_is_counted_no_more(self):
        self.count()
        self.slow.touch_ids.sorted('date')[:1].sudo().unlink()
        self.env.flush_all()
        before = self.seen()
        self.count()
        self.assertEqual(self.attempts(self.slow), [1, 2])
        self.assertEqual(self.seen(), before)

    def test_assignment_that_ended_untouched_has_no_delay(self):
        with self.at('2026-03-02 13:00'):
            self.never.user_id = self.rep_a
        self.call(self.never, '2026-03-02 13:30', self.rep_a)
        self.count()
        rows = self.figures('lead.delay.report', ['minutes'], ['user_id', 'party'])
        self.assertEqual(rows["Rep B", '2_rep'], [False])
        before = self.seen()
        self.env['lead.touch'].sudo().search([])._forget_attempts()
        self.assertEqual(self.seen(), before)

    def test_touch_that_may_get_a_predecessor_is_not_counted_with_the_others(self):
        self.count('2026-03-02 11:25')
        self.assertEqual(self.attempts(self.slow), [1, 0, 0])
        self.assertEqual(self.attempts(self.quick), [1])

    def test_queries_of_a_batch_do_not_grow_with_it(self):
        def queries(leads):
            before = self.env.cr.sql_log_count
            self.env['lead.touch']._count_attempts(leads, datetime(2026, 3, 3))
            return self.env.cr.sql_log_count - before

        few = queries(self.quick)
        many = [self.follow_up(self.rep_a, '2026-03-02 12:00', (1, 'busy')) for _n in range(8)]
        self.env.flush_all()
        self.assertLessEqual(queries(self.env['crm.lead'].union(*many)), few)
