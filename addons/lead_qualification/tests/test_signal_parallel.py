from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestSignalParallel(BaseCase):
    """Two real connections to the database, committed data, cleaned up afterwards."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.lead = env['crm.lead'].create({'name': "Parallel", 'user_id': False}).id
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.transaction() as env:
            env['crm.lead'].browse(self.lead).unlink()

    @contextmanager
    def transaction(self):
        """Yield an environment on a connection of its own, committed at the end."""
        with db_connect(get_db_name()).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def record(self, env):
        entry = {'lead': self.lead, 'type': 'page_visited', 'external_ref': 'parallel'}
        [answer] = env['lead.signal'].record_signals([entry])
        env.flush_all()
        return answer

    def test_same_reference_in_two_calls_at_once_makes_one_signal(self):
        with (
            self.transaction() as late,
            self.transaction() as early,
            mute_logger('odoo.sql_db'),
        ):
            late['crm.lead'].browse(self.lead).read(['name'])  # a snapshot of before
            first = self.record(early)
            early.cr.commit()
            with self.assertRaises(ConcurrencyError):
                self.record(late)  # requests answer this by trying again
            late.cr.rollback()
            second = self.record(late)
        self.assertEqual((first['status'], second['status']), ('created', 'known'))
        self.assertEqual(first['id'], second['id'])
