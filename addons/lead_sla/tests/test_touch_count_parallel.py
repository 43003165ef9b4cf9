from datetime import timedelta

from psycopg2 import errors

from odoo.addons.lead_distribution.tests.common_parallel import ParallelCase
from odoo.tests import tagged
from odoo.tools import mute_logger

# what reports have counted that is not so; as `make check` recounts it
WRONG = """
    SELECT lead_id FROM (
        SELECT lead_id, attempt,
               row_number() OVER (PARTITION BY lead_id ORDER BY date, id) AS number
          FROM lead_touch WHERE direction = 'out' AND lead_id = ANY(%(leads)s)
    ) AS touch WHERE attempt != number
     UNION ALL
    SELECT lead_id FROM lead_assignment AS stint
     WHERE lead_id = ANY(%(leads)s)
       AND first_touch_at != (SELECT min(date) FROM lead_touch AS touch
                               WHERE touch.lead_id = stint.lead_id AND direction = 'out'
                                 AND date >= stint.assigned_at)
"""


@tagged('post_install', '-at_install')
class TestTouchCountParallel(ParallelCase):
    """The job that counts attempts, beside people who work on the same leads.

    Two leads of Salesperson a since ten hours ago, each called five and three hours ago.
    """

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.now = env.cr.now().replace(microsecond=0)
            leads = env['crm.lead'].browse(self.leads[:2])
            leads.user_id = self.rep_a
            leads.assignment_ids.assigned_at = self.ago(10)
            env.flush_all()
            # nothing that was held before a lead is counted for it
            env.cr.execute(
                'UPDATE crm_lead SET create_date = %s WHERE id = ANY(%s)',
                (self.ago(12), self.leads),
            )
            for index in (0, 1):
                self.call(env, 5, index)
                self.call(env, 3, index)

    def ago(self, hours):
        return self.now - timedelta(hours=hours)

    def call(self, env, hours, index=0):
        rep = self.lead(env, index).with_user(self.rep_a)
        touch = rep._follow_up('call', date=self.ago(hours))
        env.flush_all()
        return touch

    def count(self, env):
        env['lead.touch']._cron_count_attempts()

    def attempts(self, env, index=0):
        env.cr.execute(
            "SELECT attempt FROM lead_touch WHERE lead_id = %s ORDER BY date, id",
            [self.leads[index]],
        )
        return [attempt for [attempt] in env.cr.fetchall()]

    def assert_right(self, attempts, index=0):
        """Assert that nothing wrong is stored, that this is, and that the next run completes it."""
        with self.transaction() as env:
            env.cr.execute(WRONG, {'leads': self.leads})
            self.assertEqual(env.cr.fetchall(), [])
            self.assertEqual(self.attempts(env, index), attempts)
            self.count(env)
            self.assertEqual(self.attempts(env, index), [*range(1, len(attempts) + 1)])
            env.cr.execute(WRONG, {'leads': self.leads})
            self.assertEqual(env.cr.fetchall(), [])

    def test_late_touch_that_does_not_see_the_numbers_is_refused(self):
        with (
            self.transaction() as late,
            self.transaction() as run,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(late).read(['name'])  # a snapshot of before
            self.count(run)
            with self.assertRaises(errors.SerializationFailure):
                self.call(late, 4)  # requests answer this by trying again
            late.cr.rollback()
            self.call(late, 4)
        self.assert_right([None, None, None])

    def test_late_touch_is_refused_that_sees_none_of_what_was_numbered(self):
        with self.transaction() as env:
            self.count(env)
        with (
            self.transaction() as late,
            self.transaction() as other,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(late).read(['name'])
            self.call(other, 2)
            other.cr.commit()
            self.count(other)
            self.assertEqual(self.attempts(other), [1, 2, 3])
            with self.assertRaises(errors.SerializationFailure):
                self.call(late, 4)
            late.cr.rollback()
        self.assert_right([1, 2, 3])

    def test_touch_dated_as_the_last_one_collides_with_the_next(self):
        with (
            self.transaction() as same,
            self.transaction() as other,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(same).read(['name'])
            self.call(other, 2)
            other.cr.commit()
            same.cr.execute("SELECT date FROM lead_touch WHERE lead_id = %s", [self.leads[0]])
            last = max(date for [date] in same.cr.fetchall())
            with self.assertRaises(errors.SerializationFailure):
                self.lead(same).with_user(self.rep_a)._follow_up('call', date=last)
                same.flush_all()
            same.cr.rollback()
        self.assert_right([None, None, None])

    def test_batch_that_does_not_see_a_late_touch_is_lost(self):
        with self.transaction() as late, self.transaction() as run, mute_logger('odoo.sql_db'):
            leads = run['crm.lead'].browse(self.leads)
            settled = self.ago(1)
            leads.read(['name'])
            self.call(late, 4)
            late.cr.commit()
            self.assertEqual(run['lead.touch']._count_unless_changed(leads, settled), 0)
        self.assert_right([None, None, None])

    def test_run_leaves_leads_that_others_work_on_and_counts_the_rest(self):
        with self.transaction() as late, self.transaction() as run:
            self.call(late, 4)
            self.count(run)
            self.assertEqual(self.attempts(run, 0), [None, None])
            self.assertEqual(self.attempts(run, 1), [1, 2])
        self.assert_right([None, None, None])

    def test_run_leaves_leads_whose_assignments_others_work_on(self):
        with self.transaction() as other, self.transaction() as run:
            other['lead.assignment'].search([('lead_id', '=', self.leads[0])]).note = "Mine"
            other.flush_all()
            self.count(run)
            self.assertEqual(self.attempts(run, 0), [None, None])
            self.assertEqual(self.attempts(run, 1), [1, 2])
        self.assert_right([None, None])

    def test_run_stops_at_any_batch_and_the_next_goes_on(self):
        with self.transaction() as env:
            settled = self.ago(1)
            [first] = env['lead.touch']._find_uncounted(settled, 0, 1).ids
            self.assertEqual(first, self.leads[0])
            env['lead.touch']._count_attempts(env['crm.lead'].browse(first), settled)
            env.cr.commit()
            self.assertEqual(env['lead.touch']._find_uncounted(settled, 0, 9).ids, self.leads[1:2])
        self.assert_right([None, None], index=1)

    def test_meetings_are_recorded_although_others_wrote_their_leads(self):
        with self.transaction() as env:
            partner = env['res.users'].browse(self.rep_a).partner_id
            meeting = env['calendar.event'].create(
                {
                    'name': "Parallel",
                    'start': self.ago(4),
                    'stop': self.ago(3.5),
                    'user_id': self.rep_a,
                    'partner_ids': [(6, 0, partner.ids)],
                    'opportunity_id': self.leads[0],
                }
            )
        self.addCleanup(self.drop, meeting)
        with self.transaction() as run, self.transaction() as other, mute_logger('odoo.sql_db'):
            run['crm.lead'].search_count([])
            self.lead(other).name = "Called back"
            other.cr.commit()
            run['calendar.event']._cron_record_meetings()
            self.assertEqual(self.attempts(run), [None, None, None])
        self.assert_right([None, None, None])

    def test_run_works_through_many_batches_and_ends(self):
        with self.transaction() as env:
            env['lead.touch']._cron_count_attempts(batch_size=1)
            self.assertEqual([self.attempts(env, 0), self.attempts(env, 1)], [[1, 2], [1, 2]])
            assignments = env['lead.assignment'].search([('lead_id', 'in', self.leads[:2])])
            self.assertEqual(set(assignments.mapped('first_touch_at')), {self.ago(5)})
