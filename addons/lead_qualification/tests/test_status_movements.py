from odoo.tests import tagged

from .common_reports import LeadReportCase


@tagged('post_install', '-at_install')
class TestStatusMovements(LeadReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leads = cls.env['crm.lead'].concat(*(cls.make_lead() for _number in range(3)))
        leads._change_status(cls.status('passed'))
        cls.set_moments(leads.status_change_ids, date='2026-03-02 10:00:00')
        cls.why = cls.reason('recycle', name="No budget this year")
        leads[0]._change_status(cls.status('recycle'), cls.why)
        cls.set_moments(leads[0].status_change_ids[0], date='2026-03-09 10:00:00')
        cls.leads = leads

    def read_group(self, groupby, **kwargs):
        self.env.flush_all()
        return self.env['lead.status.change'].formatted_read_group(
            [('lead_id', 'in', self.leads.ids)], groupby, ['change_count:sum', 'net_change:sum']
        )

    def test_net_movement_by_day_week_and_month(self):
        for period, expected in (('day', [3, -1]), ('week', [3, -1]), ('month', [2])):
            with self.subTest(period=period):
                rows = self.read_group([f'date:{period}'])
                self.assertEqual([row['net_change:sum'] for row in rows], expected)

    def test_net_movement_of_a_row_is_its_direction(self):
        down = self.leads[0].status_change_ids[0]
        self.assertEqual((down.direction, down.net_change), ('negative', -1))

    def test_reasons_of_moves_down(self):
        rows = self.read_group(['reason_id'])
        counts = {row['reason_id'] and row['reason_id'][1]: row['change_count:sum'] for row in rows}
        self.assertEqual(counts, {False: 3, "No budget this year": 1})

    def test_client_offers_net_movement_as_a_measure(self):
        field = self.env['lead.status.change'].fields_get(['net_change'])['net_change']
        self.assertEqual(field['aggregator'], 'sum')

    def test_row_opens_its_lead(self):
        change = self.leads[1].status_change_ids.with_user(self.leader)
        self.assertEqual(change.action_open_lead()['res_id'], self.leads[1].id)
