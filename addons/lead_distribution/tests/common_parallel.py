from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, new_test_user


class ParallelCase(BaseCase):
    """Real connections to the database, committed data, cleaned up afterwards."""

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

    def add_leads(self, count):
        """Put more leads into the pool."""
        with self.transaction() as env:
            leads = env['crm.lead'].create([{'name': "Parallel", 'user_id': False}] * count)
            leads._assign(leads._decide().decisions)
            self.leads += leads.ids

    def lead(self, env, index=0):
        return env['crm.lead'].browse(self.leads[index])

    def drop(self, record):
        with self.transaction() as env:
            record.with_env(env).unlink()

    def meanwhile(self, model, *events):
        """Have others do something, one event each time a job is about to lock ``model``."""
        left = list(events)

        def lock(records, **options):
            if records._name == model and left:
                with self.transaction() as env:
                    left.pop(0)(env)
            return try_lock(records, **options)

        with self.transaction() as env:
            kind = type(env[model])
        try_lock = kind.try_lock_for_update
        return patch.object(kind, 'try_lock_for_update', lock)
