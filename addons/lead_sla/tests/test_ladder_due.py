from datetime import datetime

from odoo.addons.lead_distribution.tools.working_time import WorkingTime
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestLadderDue(LeadSlaCase):
    """When steps run: so long or such a share of the time around the deadline, and not at night."""

    def due(self, sla):
        self.env.flush_all()
        return self.step._get_dues(sla, WorkingTime()).get(sla)

    def test_percent_is_of_the_promised_time_in_working_time(self):
        self.target.write({'amount': 4, 'unit': 'hour'})
        sla = self.assign('2026-03-06 14:00')  # a Friday: until Monday 10:00
        for percent, due in {
            -50: datetime(2026, 3, 6, 16, 0),
            -100: datetime(2026, 3, 6, 14, 0),
            25: datetime(2026, 3, 9, 11, 0),
            200: datetime(2026, 3, 10, 10, 0),
        }.items():
            with self.subTest(percent=percent):
                self.step.write({'action': 'activity_leader', 'percent': percent})
                self.assertEqual(self.due(sla), due)

    def test_percent_of_sla_time(self):
        self.target.write({'amount': 10, 'unit': 'hour', 'time_base': 'clock'})
        self.policy.quiet_hours = 'none'
        sla = self.assign('2026-03-06 14:00')
        self.step.write({'action': 'remind', 'percent': -20})
        self.assertEqual(self.due(sla), datetime(2026, 3, 6, 22, 0))

    def make_night(self, action='remind', **values):
        """An SLA whose deadline is at Friday 22:00, and a step at that very moment."""
        self.target.write({'amount': 8, 'unit': 'hour', 'time_base': 'clock'})
        self.policy.write(values)
        self.step.write({'action': action, 'minutes': 0, 'pool_id': self.pool.id})
        return self.assign('2026-03-06 14:00')

    def setUp(self):
        super().setUp()
        self.pool = self.env['lead.pool'].create({'name': "Rest"})

    def test_reminder_waits_for_the_working_hours_of_the_rep(self):
        self.assertEqual(self.due(self.make_night()), datetime(2026, 3, 9, 9, 0))

    def test_leader_is_told_in_the_hours_of_the_leader(self):
        early = self.make_calendar("Early", [(6, 14)])
        self.env['resource.resource'].create(
            {'name': "Leader", 'user_id': self.leader.id, 'calendar_id': early.id, 'tz': 'UTC'}
        )
        sla = self.make_night('activity_leader')
        self.assertEqual(self.due(sla), datetime(2026, 3, 9, 6, 0))

    def test_reminder_waits_for_the_end_of_chosen_quiet_hours(self):
        quiet = {'quiet_hours': 'custom', 'quiet_from': 20.0, 'quiet_to': 7.5}
        sla = self.make_night(**quiet)
        self.assertEqual(self.due(sla), datetime(2026, 3, 7, 7, 30))
        self.rep_a.tz = 'Asia/Dubai'  # 02:00 there
        self.assertEqual(self.due(sla), datetime(2026, 3, 7, 3, 30))
        self.rep_a.tz = 'America/Toronto'  # 17:00 there
        self.assertEqual(self.due(sla), datetime(2026, 3, 6, 22, 0))
        self.policy.write({'quiet_from': 12.0, 'quiet_to': 18.0})
        self.assertEqual(self.due(sla), datetime(2026, 3, 6, 23, 0))

    def test_quiet_hours_end_by_the_sla_on_the_day_it_changes(self):
        quiet = {'quiet_hours': 'custom', 'quiet_from': 20.0, 'quiet_to': 8.0}
        self.rep_a.tz = 'Europe/Berlin'
        self.make_night(**quiet)
        sla = self.assign('2026-03-28 14:00')  # until 23:00, in the night without 02:00
        self.assertEqual(self.due(sla), datetime(2026, 3, 29, 6, 0))

    def test_nothing_waits_where_no_hours_are_quiet(self):
        self.assertEqual(self.due(self.make_night(quiet_hours='none')), datetime(2026, 3, 6, 22))

    def test_what_is_silent_does_not_wait(self):
        for action in ('reassign', 'pool'):
            with self.subTest(action):
                self.assertEqual(self.due(self.make_night(action)), datetime(2026, 3, 6, 22, 0))

    def test_postponed_reminder_runs_once_when_the_quiet_hours_are_over(self):
        sla = self.make_night()
        self.sweep('2026-03-06 22:00')
        self.assertEqual(sla.state, 'missed')
        self.assertFalse(sla.log_ids)
        self.assertEqual(sla.next_event_at, datetime(2026, 3, 9, 9, 0))
        self.sweep('2026-03-09 09:00')
        self.sweep('2026-03-09 09:30')
        self.assertEqual(sla.log_ids.mapped('outcome'), ['reminded'])

    def test_step_of_another_promise_does_not_run(self):
        self.policy.target_ids.create(
            {'policy_id': self.policy.id, 'kind': 'acceptance', 'amount': 10}
        )
        self.step.kind = 'acceptance'
        slas = self.assign('2026-03-02 10:00').lead_id.sla_ids
        self.assertEqual(
            {sla.kind for sla in self.step._get_dues(slas, WorkingTime())}, {'acceptance'}
        )

    def test_steps_that_were_due_meanwhile_run_in_order_and_once(self):
        """The server was down: first the reminder, then the leader, then the move."""
        self.policy.quiet_hours = 'none'
        steps = self.env['lead.sla.escalation'].create(
            [
                {'policy_id': self.policy.id, 'action': 'activity_leader', 'minutes': 5},
                {'policy_id': self.policy.id, 'action': 'remind', 'minutes': -5},
            ]
        )
        self.step.minutes = 10
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 15:00')
        logs = sla.log_ids.sorted('id')
        self.assertEqual(logs.mapped('outcome'), ['reminded', 'told', 'moved'])
        self.assertEqual(logs.escalation_id, steps[1] | steps[0] | self.step)
