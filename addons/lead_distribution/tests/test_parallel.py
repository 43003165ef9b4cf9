from datetime import timedelta
from threading import Timer

from psycopg2 import errors

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_parallel import ParallelCase


@tagged('post_install', '-at_install')
class TestParallel(ParallelCase):
    def test_run_leaves_leads_alone_that_a_person_has_locked(self):
        with self.transaction() as env:
            self.lead(env, 0)._enqueue_distribution()
            self.lead(env, 1)._enqueue_distribution()
        with self.transaction() as person, self.transaction() as run:
            self.lead(person, 0).write({'user_id': self.rep_b})
            person.flush_all()
            run['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(run, 0).distribution_state, 'pending')
            self.assertEqual(self.lead(run, 1).distribution_state, 'pool')
            person.cr.commit()
            run.cr.commit()
            run['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(run, 0).user_id.id, self.rep_b)

    def test_run_waits_a_moment_for_a_lead_that_another_job_holds(self):
        with self.transaction() as env:
            self.lead(env)._enqueue_distribution()
        with self.transaction() as job, self.transaction() as run:
            job.cr.execute('SELECT FROM crm_lead WHERE id = %s FOR UPDATE', [self.leads[0]])
            done = Timer(0.3, job.cr.commit)
            done.start()
            run['crm.lead']._cron_distribute()
            done.join()
            self.assertEqual(self.lead(run).distribution_state, 'pool')

    def test_claim_stays_that_was_worked_on_while_the_run_began_anew(self):
        with self.transaction(self.rep_a) as claim:
            self.lead(claim).action_claim()
            stint = self.lead(claim).sudo().assignment_ids
            stint.return_at = claim.cr.now() - timedelta(minutes=1)

        def rename(env):
            self.lead(env).name = "Renamed"

        def work_on(env):
            self.lead(env)._mark_worked()

        with (
            self.transaction() as run,
            self.meanwhile('crm.lead', rename, work_on),
            mute_logger('odoo.sql_db'),
        ):
            run['crm.lead']._cron_return_claims()
            self.assertEqual(self.lead(run).user_id.id, self.rep_a)

    def test_run_counts_what_was_claimed_meanwhile(self):
        with self.transaction() as env:
            rule = env['lead.distribution.rule'].browse(self.rule)
            rule.write(
                {
                    'method': 'round_robin',
                    'member_ids': [(0, 0, {'user_id': self.rep_a, 'daily_cap': 1})],
                }
            )
            self.lead(env, 1)._enqueue_distribution()
        with (
            self.transaction() as run,
            self.transaction(self.rep_a) as claim,
            mute_logger('odoo.sql_db'),
        ):
            run['crm.lead'].search_count([])
            self.lead(claim, 0).action_claim()
            claim.cr.commit()
            with self.assertRaises(errors.SerializationFailure):
                due = run['crm.lead']._get_due_domain()
                run['crm.lead'].sudo().search(due)._distribute_batch(due)
            run.cr.rollback()
            run['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(run, 1).distribution_state, 'waiting')

    def test_two_runs_do_not_book_on_the_same_tier(self):
        with self.transaction() as env:
            rule = env['lead.distribution.rule'].browse(self.rule)
            rule.write({'method': 'top_producer', 'member_ids': [(0, 0, {'user_id': self.rep_a})]})
        with (
            self.transaction() as here,
            self.transaction() as there,
            mute_logger('odoo.sql_db'),
        ):
            tiers = there['lead.distribution.rule'].browse(self.rule).tier_ids
            tiers.mapped('deficit')
            here['lead.distribution.tier']._move([(tiers[0].id, 1.0, 0.0)])
            here.cr.commit()
            with self.assertRaises(errors.SerializationFailure):
                tiers._lock()

    def test_who_takes_a_lead_by_hand_is_not_refused_for_the_counters_of_a_run(self):
        with self.transaction() as env:
            rule = env['lead.distribution.rule'].browse(self.rule)
            rule.write({'method': 'round_robin', 'member_ids': [(0, 0, {'user_id': self.rep_a})]})
            self.lead(env, 0)._enqueue_distribution()
            env['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(env, 0).user_id.id, self.rep_a)
        with self.transaction() as person, self.transaction() as run:
            person['crm.lead'].search_count([])
            self.lead(run, 1)._enqueue_distribution()
            run['crm.lead']._cron_distribute()
            run.cr.commit()
            self.lead(person, 0).write({'user_id': self.rep_b})
        with self.transaction() as env:
            env['crm.lead']._cron_distribute()
            [member] = env['lead.distribution.rule'].browse(self.rule).member_ids
            self.assertEqual(member.deficit, 1, "both leads count, and one was taken back")

    def test_room_that_a_run_did_not_see_is_used_by_the_next(self):
        with self.transaction() as env:
            rule = env['lead.distribution.rule'].browse(self.rule)
            members = [(0, 0, {'user_id': self.rep_a, 'open_cap': 1})]
            rule.write({'method': 'round_robin', 'member_ids': members})
            self.lead(env, 0)._enqueue_distribution()
            env['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(env, 0).user_id.id, self.rep_a)
            self.lead(env, 1)._enqueue_distribution()
        with self.transaction() as run, self.transaction(self.rep_a) as person:
            due = run['crm.lead']._get_due_domain()
            run['crm.lead'].sudo().search(due)._distribute_batch(due)
            self.assertEqual(self.lead(run, 1).distribution_state, 'waiting')
            run.flush_all()
            self.lead(person, 0).action_set_lost()
            person.cr.commit()
        with self.transaction() as env:
            env['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(env, 1).user_id.id, self.rep_a)
