from threading import Timer

from odoo.addons.lead_distribution.tests.common_parallel import ParallelCase
from odoo.tests import tagged
from odoo.tools import mute_logger

DUE = """
    UPDATE lead_sla SET deadline = deadline - '2h'::interval,
                        next_event_at = now() AT TIME ZONE 'UTC' - '1min'::interval
     WHERE id = ANY(%s)
"""


@tagged('post_install', '-at_install')
class TestSweepParallel(ParallelCase):
    """The sweep beside people and jobs who work on the same leads: it comes late for none.

    Two leads of Salesperson a that should have been answered a minute ago.
    """

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            policies = env['lead.sla.policy'].search([])
            policies.active = False
            policy = env['lead.sla.policy'].create(
                {
                    'name': "Parallel",
                    'quiet_hours': 'none',
                    'target_ids': [(0, 0, {'amount': 1, 'unit': 'hour', 'time_base': 'clock'})],
                }
            )
            leads = env['crm.lead'].browse(self.leads[:2])
            leads.user_id = self.rep_a
            self.slas = leads.sla_ids.ids
            env.flush_all()
            env.cr.execute(DUE, [self.slas])
        self.addCleanup(self.drop_policy, policy, policies)

    def drop_policy(self, policy, policies):
        with self.transaction() as env:
            env['lead.sla'].search([('policy_id', '=', policy.id)]).unlink()
            policy.with_env(env).unlink()
            policies.with_env(env).active = True

    def states(self, env):
        env.cr.execute("SELECT state FROM lead_sla WHERE id = ANY(%s) ORDER BY id", [self.slas])
        return [state for [state] in env.cr.fetchall()]

    def rename(self, env):
        self.lead(env).name = "Renamed"

    def give_to_b(self, env):
        self.lead(env).user_id = self.rep_b

    def test_sweep_that_collides_begins_anew_at_once(self):
        with (
            self.transaction() as run,
            self.meanwhile('crm.lead', self.rename, self.rename),
            mute_logger('odoo.sql_db'),
        ):
            run['lead.sla']._cron_sweep()
            self.assertEqual(self.states(run), ['missed', 'missed'])

    def test_sweep_waits_a_moment_for_a_lead_that_another_job_holds(self):
        with self.transaction() as job, self.transaction() as run:
            job.cr.execute('SELECT FROM crm_lead WHERE id = %s FOR UPDATE', [self.leads[0]])
            done = Timer(0.3, job.cr.commit)
            done.start()
            run['lead.sla']._cron_sweep()
            done.join()
            self.assertEqual(self.states(run), ['missed', 'missed'])

    def test_sweep_that_begins_anew_sees_who_took_a_lead_meanwhile(self):
        with (
            self.transaction() as run,
            self.meanwhile('crm.lead', self.rename, self.give_to_b),
            mute_logger('odoo.sql_db'),
        ):
            run['lead.sla']._cron_sweep()
            self.assertEqual(self.states(run), ['cancelled', 'missed'])
