from contextlib import contextmanager

from psycopg2 import errors

from odoo import SUPERUSER_ID, api
from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestParallel(BaseCase):
    """Two real connections to the database, committed data, cleaned up afterwards."""

    def setUp(self):
        super().setUp()
        self.archived_rule_ids = []
        with self.transaction() as env:
            rules = env['lead.distribution.rule'].search([])
            self.archived_rule_ids = rules.ids
            rules.active = False
            rep_a, rep_b = (
                new_test_user(env, f'parallel_{key}', SALESMAN, name=f"Rep {key}") for key in 'ab'
            )
            pool = env['lead.pool'].create(
                {'name': "Parallel", 'user_ids': [(6, 0, (rep_a + rep_b).ids)]}
            )
            rule = env['lead.distribution.rule'].create(
                {'name': "Parallel", 'method': 'pool', 'pool_id': pool.id}
            )
            leads = env['crm.lead'].create([{'name': "Parallel", 'user_id': False}] * 3)
            leads._assign(leads._decide().decisions)
            self.rep_a, self.rep_b = rep_a.id, rep_b.id
            self.pool, self.rule, self.leads = pool.id, rule.id, leads.ids
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.transaction() as env:
            env['crm.lead'].browse(self.leads).unlink()
            env['lead.distribution.rule'].browse(self.rule).unlink()
            env['lead.pool'].browse(self.pool).unlink()
            env['lead.distribution.rule'].browse(self.archived_rule_ids).active = True
            users = env['res.users'].browse([self.rep_a, self.rep_b])
            users.active = False
            users.partner_id.active = False
            for user in users:
                user.login = f'gone_{user.id}'

    @contextmanager
    def transaction(self, user_id=SUPERUSER_ID):
        """Yield an environment on a connection of its own, committed at the end."""
        with db_connect(get_db_name()).cursor() as cr:
            yield api.Environment(cr, user_id, {})

    def lead(self, env, index=0):
        return env['crm.lead'].browse(self.leads[index])

    def test_second_claim_of_a_lead_collides_and_then_learns_the_winner(self):
        with (
            self.transaction(self.rep_b) as loser,
            self.transaction(self.rep_a) as winner,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(loser).read(['name'])  # his snapshot is older than the winner's claim
            self.lead(winner).action_claim()
            winner.cr.commit()
            with self.assertRaises(errors.SerializationFailure):
                self.lead(loser).action_claim()
            loser.cr.rollback()
            with self.assertRaisesRegex(UserError, "already claimed by Rep a"):
                self.lead(loser).action_claim()

    def test_two_claims_of_one_rep_do_not_both_fit_under_his_limit(self):
        with self.transaction() as env:
            env['lead.pool'].browse(self.pool).daily_cap = 1
        with (
            self.transaction(self.rep_a) as here,
            self.transaction(self.rep_a) as there,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(there, 1).read(['name'])
            self.lead(here, 0).action_claim()
            here.cr.commit()
            with self.assertRaises(errors.SerializationFailure):
                self.lead(there, 1).action_claim()
            there.cr.rollback()
            with self.assertRaisesRegex(UserError, "limit of 1 leads a day"):
                self.lead(there, 1).action_claim()

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
                run['crm.lead']._distribute_batch(run['crm.lead']._get_due_domain(), (), 10)
            run.cr.rollback()
            run['crm.lead']._cron_distribute()
            self.assertEqual(self.lead(run, 1).distribution_state, 'waiting')

    def test_two_reps_of_a_team_do_not_both_fit_under_its_limit(self):
        with self.transaction() as env:
            team = env['crm.team'].create(
                {
                    'name': "Parallel",
                    'daily_cap': 1,
                    'member_ids': [(6, 0, [self.rep_a, self.rep_b])],
                }
            )
            env['crm.lead'].browse(self.leads).team_id = team
        self.addCleanup(self.drop, team)
        with (
            self.transaction(self.rep_a) as here,
            self.transaction(self.rep_b) as there,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(there, 1).read(['name'])
            self.lead(here, 0).action_claim()
            here.cr.commit()
            with self.assertRaises(errors.SerializationFailure):
                self.lead(there, 1).action_claim()
            there.cr.rollback()
            with self.assertRaisesRegex(UserError, "Your sales team has reached its limit"):
                self.lead(there, 1).action_claim()

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

    def drop(self, record):
        with self.transaction() as env:
            record.with_env(env).unlink()
