from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestActivityCost(LeadSlaCase):
    """Salespeople mark calls as done all day: it asks and writes no more than it must."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # chatter and scores as salespeople have them
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.call_type = cls.env.ref('mail.mail_activity_data_call')

    def plan_call(self, lead):
        return lead.activity_schedule(activity_type_id=self.call_type.id, user_id=self.rep_a.id)

    def count(self, activity):
        """Return how many queries it takes to mark an activity as done, as by RPC."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        activity.with_user(self.rep_a).action_feedback()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def assert_costs(self, limit, plan):
        """Assert what it costs to do what ``plan`` has made of a lead; return the lead."""
        for _turn in ("what is kept is read for", "counted"):
            lead = self.make_leads(1, user_id=self.rep_a.id)
            count = self.count(plan(lead))
        self.assertEqual(len(lead.touch_ids), 1)
        self.assertGreater(lead.lead_score, 0)
        self.assertLessEqual(count, limit)
        return lead

    def test_without_policy(self):
        self.policy.target_ids.unlink()
        lead = self.assert_costs(23, self.plan_call)
        self.assertFalse(lead.sla_ids)

    def test_with_a_running_sla(self):
        lead = self.assert_costs(27, self.plan_call)
        self.assertEqual(lead.sla_ids.state, 'met')
        self.assertEqual(lead.sla_state, 'met')
        self.assertFalse(lead.sla_ids.activity_id.active)

    def test_with_touches_promised(self):
        self.policy.target_ids = [
            Command.create({'kind': 'touches', 'amount': 5, 'unit': 'day', 'min_touches': 1})
        ]
        lead = self.assert_costs(31, self.plan_call)
        self.assertEqual(set(lead.sla_ids.mapped('state')), {'met'})

    def test_with_a_plan(self):
        self.env['mail.activity.plan'].create(
            {
                'name': "Follow Up",
                'res_model': 'crm.lead',
                'lead_event': 'assigned',
                'template_ids': [
                    Command.create(
                        {
                            'activity_type_id': self.call_type.id,
                            'summary': f"Call {number}",
                            'responsible_type': 'lead_owner',
                            'delay_count': 0,
                            'delay_unit': 'days',
                        }
                    )
                    for number in (1, 2)
                ],
            }
        )

        def follow(lead):
            lead.plan_run_ids._advance()
            return lead.plan_step_ids.activity_id

        lead = self.assert_costs(46, follow)
        self.assertEqual(lead.sla_ids.state, 'met')
        self.assertEqual(sorted(lead.plan_step_ids.mapped('state')), ['done', 'open'])
