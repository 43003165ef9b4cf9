from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from ..models.pool import lead_pool_text as lead_pool_count
from .common_pool_size import PoolSizeCase


@tagged('post_install', '-at_install')
class TestPoolSize(PoolSizeCase):
    """What opens a pool costs the same however many leads wait in it."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool()
        self.member_pool = self.pool.with_user(self.rep_a)

    def test_few_leads_are_counted_exactly(self):
        with patch.object(lead_pool_count, 'COUNTED', 2):
            self.give(2)
            self.assertEqual((self.pool.available_count, self.pool.available_text), (2, "2"))

    def test_many_leads_are_said_to_be_more(self):
        with patch.object(lead_pool_count, 'COUNTED', 2):
            self.give(4)
            self.assertEqual((self.pool.available_count, self.pool.available_text), (3, "2+"))

    def test_each_pool_is_counted_for_itself(self):
        self.give(3)
        empty = self.env['lead.pool'].create({'name': "Empty"})
        self.pool.lead_ids[:1].active = False
        pools = self.pool + empty
        self.assertRecordValues(pools, [{'available_count': 2}, {'available_count': 0}])
        self.assertEqual(self.env['lead.pool'].new({'name': "New"}).available_text, "0")

    def test_the_count_reads_no_more_than_it_counts(self):
        self.fill(3000)
        self.assertEqual(self.member_pool.available_text, "1,000+")
        self.pool.invalidate_recordset()
        rows = self.rows_read(lambda: self.member_pool.available_count)
        self.assertLess(rows, lead_pool_count.COUNTED + 10)

    def test_lists_count_no_more_than_the_pools_do(self):
        for kind in ('list', 'kanban'):
            view = self.env.ref(f'lead_distribution.crm_lead_view_{kind}_pool')
            arch = etree.fromstring(self.env['crm.lead'].get_view(view.id, kind)['arch'])
            self.assertEqual(int(arch.get('count_limit')), lead_pool_count.COUNTED)

    def test_the_list_of_all_pools_reads_no_more_than_it_shows(self):
        other = self.make_pool()
        self.fill(3000)
        self.pool = other
        self.fill(3000)
        leads = self.env['crm.lead'].with_user(self.rep_a).with_context(lead_pool_order='score')
        for domain in ([], [('is_claimable', '=', True)]):
            waiting = [('distribution_state', '=', 'pool'), *domain]
            rows = self.rows_read(lambda waiting=waiting: leads.search(waiting, limit=40))
            self.assertLess(rows, 100)

    def test_hiding_leads_does_not_make_a_search_dear(self):
        self.fill(3000)
        domain = [('distribution_state', '=', 'pool')]
        leads = self.env['crm.lead']
        plain = self.cost(lambda: leads.sudo().search(domain, order='name'))
        for user in (self.rep_a, self.leader):
            ruled = self.cost(lambda user=user: leads.with_user(user).search(domain, order='name'))
            self.assertLess(ruled, 5 * plain)

    def test_alerts_of_a_huge_pool_say_that_there_are_more(self):
        self.pool.method = 'shark_tank'
        self.fill(1500)
        [alert] = self.env['lead.pool'].with_user(self.rep_a).get_lead_alerts()
        self.assertEqual(len(alert['leads']) + alert['more'], lead_pool_count.COUNTED)
        self.assertTrue(alert['at_least'])
