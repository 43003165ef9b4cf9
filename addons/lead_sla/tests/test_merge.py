from datetime import datetime

from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestMerge(LeadSlaCase):
    """Merging leads loses no touch and no SLA."""

    def test_merge_keeps_touches_and_slas_of_both(self):
        first = self.assign('2026-03-02 10:00')
        second = self.assign('2026-03-02 10:05', self.rep_b)
        leads = first.lead_id | second.lead_id
        self.call(second.lead_id, '2026-03-02 10:10', self.rep_b)
        self.call(first.lead_id, '2026-03-02 10:20')
        touches, slas = leads.touch_ids, leads.sla_ids
        merged = leads.merge_opportunity()
        self.assertEqual(merged.touch_ids, touches)
        self.assertEqual(merged.sla_ids, slas)
        self.assertEqual(merged.first_touch_at, datetime(2026, 3, 2, 10, 10))
        self.assertEqual(set(slas.mapped('state')), {'met'})

    def test_merge_leaves_one_sla_running(self):
        first = self.assign('2026-03-02 10:00')
        second = self.assign('2026-03-02 10:05', self.rep_b)
        merged = (first.lead_id | second.lead_id).merge_opportunity()
        running = merged.sla_ids.filtered(lambda sla: sla.state == 'running')
        self.assertEqual(running.user_id, merged.user_id)
        self.assertEqual(merged.sla_deadline, running.deadline)
