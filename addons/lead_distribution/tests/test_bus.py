import json
import select
from contextlib import closing

import psycopg2

from odoo.sql_db import connection_info_for
from odoo.tests import get_db_name, tagged

from .common_parallel import ParallelCase


@tagged('post_install', '-at_install')
class TestBus(ParallelCase):
    def setUp(self):
        super().setUp()
        self.listener = self.connect()
        with self.listener.cursor() as cr:
            cr.execute('LISTEN imbus')

    def connect(self):
        """Return a connection of ours to where web clients are woken."""
        _name, info = connection_info_for('postgres')
        connection = psycopg2.connect(**info)
        connection.autocommit = True
        self.addCleanup(connection.close)
        return connection

    def claim(self, number):
        with self.transaction(self.rep_a) as env:
            self.lead(env, number).action_claim()

    def heard(self):
        """Return what this database has told since we last asked: the channels, and who told."""
        while select.select([self.listener], [], [], 0.5)[0]:
            self.listener.poll()
        told, self.listener.notifies = self.listener.notifies, []
        channels, tellers = [], set()
        for notice in told:
            ours = [each[1:] for each in json.loads(notice.payload) if each[0] == get_db_name()]
            channels += ours
            tellers |= {notice.pid} if ours else set()
        return channels, tellers

    def test_claims_wake_the_members_of_the_pool_over_one_connection(self):
        self.heard()
        tellers = set()
        for number in range(2):
            self.claim(number)
            channels, told_by = self.heard()
            self.assertIn(['lead.pool', self.pool], channels)
            tellers |= told_by
        self.assertEqual(len(tellers), 1)

    def test_connection_that_is_lost_is_replaced(self):
        self.claim(0)
        _channels, [teller] = self.heard()
        with closing(self.connect()) as other, other.cursor() as cr:
            cr.execute('SELECT pg_terminate_backend(%s, 5000)', [teller])
        self.claim(1)
        channels, [replacement] = self.heard()
        self.assertTrue(channels)
        self.assertNotEqual(replacement, teller)

    def test_nobody_is_woken_for_what_is_taken_back(self):
        self.heard()
        with self.transaction(self.rep_a) as env:
            self.lead(env).action_claim()
            env.cr.rollback()
        self.assertEqual(self.heard(), ([], set()))
