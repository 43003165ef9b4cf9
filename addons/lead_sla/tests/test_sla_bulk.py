from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestClockBulk(LeadSlaCase):
    """SLAs of many leads cost no query each, whatever moves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiting = cls.env['lead.status'].create(
            {'name': "Waiting for papers", 'meaning': 'accepted', 'sequence': 99}
        )
        cls.policy.write(
            {
                'pause_status_ids': [Command.set(cls.waiting.ids)],
                'target_ids': [
                    Command.create({'kind': 'acceptance'}),
                    Command.create({'kind': 'touches', 'min_touches': 3}),
                    Command.create({'kind': 'decision', 'amount': 3, 'unit': 'day'}),
                ],
            }
        )

    def count(self, number, operation):
        """Return the queries of ``operation`` on that many new leads."""
        leads = self.make_leads(number)
        leads._enqueue_distribution()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        operation(leads)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def push(self, leads):
        leads._assign(leads._decide().decisions)

    def test_push_with_a_policy_costs_no_query_per_lead(self):
        few, many = self.count(5, self.push), self.count(50, self.push)
        leads = self.env['crm.lead'].search([('sla_state', '=', 'running')])
        self.assertEqual(len(leads.sla_ids), 4 * 55)
        self.assertLessEqual(many, few + 20)

    def test_push_of_many_leads_stays_under_half_a_query_each(self):
        leads = self.make_leads(400)
        leads._enqueue_distribution()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(200):
            self.push(leads)
        self.assertEqual(len(leads.sla_ids), 1600)

    def test_pause_and_resume_cost_no_query_per_lead(self):
        def move(leads):
            self.push(leads)
            leads._change_status(self.waiting)
            self.env.flush_all()
            leads._change_status(self.status('accepted'))

        few, many = self.count(5, move), self.count(50, move)
        self.assertLessEqual(many, few + 40)

    def test_touches_cost_no_query_per_lead(self):
        def touch(leads):
            self.push(leads)
            leads._follow_up('call')

        few, many = self.count(5, touch), self.count(50, touch)
        self.assertLessEqual(many, few + 40)
