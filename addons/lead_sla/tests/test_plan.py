from datetime import date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestPlan(LeadPlanCase):
    """A plan is launched by an event and goes on step by step. 2026-03-06 is a Friday."""

    def test_next_step_only_after_the_one_before(self):
        lead = self.give_lead('2026-03-02 10:00')
        self.assertEqual(self.steps(lead), [("Call", 'open')])
        self.assertEqual(lead.activity_ids.mapped('summary'), ["Call"])
        self.do(lead, '2026-03-03 11:00')
        self.assertEqual(self.steps(lead), [("Call", 'done'), ("Offer", 'open')])
        self.assertEqual(lead.plan_run_ids.state, 'running')
        self.do(lead, '2026-03-03 12:00')
        self.assertEqual(lead.plan_run_ids.state, 'done')
        self.assertFalse(lead.activity_ids)

    def test_people_of_other_apps_read_plans_and_users(self):
        """What we add to these is not for them: it must not keep them from the rest."""
        employee = new_test_user(self.env, 'employee', 'base.group_user')
        for name in self.plan.with_user(employee).fields_get():
            self.plan.with_user(employee).read([name])
        shown = self.env['res.users'].with_user(employee).fields_get()
        self.assertFalse({'lead_member_ids', 'lead_territory_ids', 'lead_limit_cut_ids'} & {*shown})

    def test_step_opens_its_lead_for_who_may_see_it(self):
        step = self.open_step(self.give_lead('2026-03-02 10:00'))
        self.assertEqual(step.with_user(self.rep_a).action_open_lead()['res_id'], step.lead_id.id)
        with self.assertRaises(AccessError):
            step.with_user(self.rep_b).action_open_lead()

    def test_new_step_of_what_an_event_launches_is_of_the_salesperson(self):
        by_hand = self.make_plan("Odoo's", False, [])
        steps = self.env['mail.activity.plan.template'].create(
            [
                {'activity_type_id': self.todo_type.id, 'plan_id': plan.id}
                for plan in (self.plan, by_hand)
            ]
        )
        steps.activity_type_id = self.call_type
        self.assertEqual(steps.mapped('responsible_type'), ['lead_owner', 'on_demand'])

    def test_time_between_steps_is_working_time(self):
        lead = self.give_lead('2026-03-06 16:00')
        call = self.open_step(lead)
        self.assertEqual(call.due_at, datetime(2026, 3, 9, 16), "Friday and a working day: Monday")
        self.assertEqual(call.activity_id.date_deadline, date(2026, 3, 9))
        self.do(lead, '2026-03-06 16:30')
        offer = self.open_step(lead)
        self.assertEqual(offer.due_at, datetime(2026, 3, 9, 10, 30), "half an hour today, 1.5 then")

    def test_step_from_the_event_does_not_count_from_the_step_before(self):
        self.plan.template_ids[1].write({'delay_from': 'after_plan_date', 'delay_count': 5})
        lead = self.give_lead('2026-03-02 10:00')
        self.do(lead, '2026-03-02 11:00')
        self.assertEqual(self.open_step(lead).due_at, datetime(2026, 3, 2, 15))

    def test_touch_counts_when_the_step_is_a_call(self):
        lead = self.give_lead('2026-03-02 10:00')
        self.do(lead, '2026-03-02 11:00')
        self.assertEqual(lead.touch_ids.mapped('kind'), ['call'])

    def test_cancelled_activity_is_skipped_and_the_plan_goes_on(self):
        lead = self.give_lead('2026-03-02 10:00')
        with self.at('2026-03-02 11:00'):
            lead.activity_ids.with_user(self.rep_a).unlink()
        self.assertEqual(self.steps(lead), [("Call", 'skipped')])
        self.follow_plans('2026-03-02 12:00')
        self.assertEqual(self.steps(lead), [("Call", 'skipped'), ("Offer", 'open')])

    def test_steps_added_and_taken_out_while_a_plan_runs_count(self):
        lead = self.give_lead('2026-03-02 10:00')
        self.plan.template_ids[1].unlink()
        self.plan.write(
            {
                'template_ids': [
                    Command.create(
                        {
                            'summary': "Close",
                            'activity_type_id': self.todo_type.id,
                            'responsible_type': 'lead_owner',
                            'delay_from': 'after_previous',
                        }
                    )
                ]
            }
        )
        self.do(lead, '2026-03-02 11:00')
        self.assertEqual(self.steps(lead), [("Call", 'done'), ("Close", 'open')])

    def test_second_run_of_the_cron_does_nothing(self):
        lead = self.give_lead('2026-03-02 10:00')
        self.follow_plans('2026-03-02 10:00')
        self.follow_plans('2026-03-02 18:00')
        lead.plan_run_ids.next_at = datetime(2026, 3, 2, 19)  # as after a try again
        self.follow_plans('2026-03-02 19:00')
        self.assertEqual(len(lead.plan_step_ids), 1)
        self.assertEqual(len(lead.activity_ids), 1)

    def test_same_event_seen_twice_launches_once(self):
        lead = self.give_lead('2026-03-02 10:00')
        lead._launch_plans('assigned', {lead: lead.assignment_ids.id})
        lead._launch_plans('assigned', {lead: "another"})
        self.assertEqual(len(lead.plan_run_ids), 1, "one at a time")
        lead.plan_run_ids._stop('by_hand')
        lead._launch_plans('assigned', {lead: lead.assignment_ids.id})
        self.assertEqual(len(lead.plan_run_ids), 1, "this event has launched it before")
        lead._launch_plans('assigned', {lead: "a later stint"})
        self.env.invalidate_all()
        self.assertEqual(lead.plan_run_ids.sorted('id').mapped('state'), ['stopped', 'running'])

    def test_step_taken_by_another_server_is_refused_by_the_database(self):
        lead = self.give_lead('2026-03-02 10:00')
        step = lead.plan_step_ids
        self.env.flush_all()
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                """INSERT INTO lead_plan_step (run_id, lead_id, template_id, round_number, state)
                   SELECT run_id, lead_id, template_id, round_number, 'open'
                     FROM lead_plan_step WHERE id = %s""",
                [step.id],
            )

    def test_crash_after_the_activities_leaves_nothing_and_is_made_good(self):
        with self.at('2026-03-02 10:00'):
            lead = self.make_leads(1, user_id=self.rep_a.id)
        model = type(self.env['lead.plan.run'])
        crash = patch.object(model, '_log_steps', side_effect=ValueError("out of memory"))
        with crash, mute_logger('odoo.addons.lead_sla.models.plan.lead_plan_run'):
            self.follow_plans('2026-03-02 10:00')
        self.assertFalse(lead.activity_ids, "all of the step or nothing of it")
        self.assertEqual(lead.plan_run_ids.error, "out of memory")
        with self.at('2026-03-02 10:04'):
            lead.plan_run_ids.with_user(self.leader).action_retry()
        self.follow_plans('2026-03-02 10:05')
        self.assertEqual(self.steps(lead), [("Call", 'open')])
        self.assertEqual(len(lead.activity_ids), 1)

    def test_lead_that_raises_stops_no_other(self):
        with self.at('2026-03-02 10:00'):
            leads = self.make_leads(5, user_id=self.rep_a.id)
        model = type(self.env['lead.plan.run'])
        take = model._take

        def fail_for_one(runs, steps):
            if leads[2] in runs.lead_id:
                raise ValueError("broken lead")
            return take(runs, steps)

        with (
            patch.object(model, '_take', fail_for_one),
            mute_logger('odoo.addons.lead_sla.models.plan.lead_plan_run'),
        ):
            self.follow_plans('2026-03-02 10:00')
        self.assertEqual([len(lead.activity_ids) for lead in leads], [1, 1, 0, 1, 1])

    def test_periodic_plan_begins_again_until_a_verdict(self):
        self.plan.active = False
        plan = self.make_plan(
            "Every 10 days", 'assigned', [{'summary': "Ask"}], lead_plan_kind='periodic'
        )
        plan.lead_period_days = 10
        lead = self.give_lead('2026-03-02 10:00')
        self.do(lead, '2026-03-02 11:00')
        self.follow_plans('2026-03-12 10:59')
        self.assertFalse(self.open_step(lead), "not yet")
        self.follow_plans('2026-03-12 11:00')
        self.assertEqual(self.open_step(lead).round_number, 2)
        with self.at('2026-03-12 12:00'):
            lead._change_status(self.status('unreachable'), self.reason('unreachable'))
        self.assertEqual(self.steps(lead), [("Ask", 'done'), ("Ask", 'stopped')])
        self.follow_plans('2026-04-30 12:00')
        self.assertEqual(len(lead.plan_step_ids), 2)

    def test_bulk_launch_costs_the_same_queries_for_more_leads(self):
        counts = []
        for number in (20, 120):
            with self.at('2026-03-02 10:00'):
                leads = self.make_leads(number, user_id=self.rep_a.id)
            self.env.flush_all()
            self.env.invalidate_all()
            runs = leads.plan_run_ids
            before = self.cr.sql_log_count
            runs._advance()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(leads.activity_ids), number)
        self.assertLessEqual(counts[1], counts[0] + 12, counts)

    def test_no_mail_for_each_activity(self):
        with self.at('2026-03-02 10:00'):
            leads = self.make_leads(3, user_id=self.rep_a.id)
        with self.mock_mail_gateway():
            self.follow_plans('2026-03-02 10:00')
        self.assertEqual(len(leads.activity_ids), 3)
        self.assertFalse(self._new_mails)

    def test_launched_by_hand_from_odoos_dialog(self):
        plan = self.make_plan("Call Again", 'manual', [{'summary': "One"}, {'summary': "Two"}])
        lead = self.make_leads(1, user_id=self.rep_a.id)
        wizard = self.open_dialog(lead, plan)
        wizard.action_schedule_plan()
        self.assertEqual(lead.activity_ids.mapped('summary'), ["One"])
        with self.assertRaisesRegex(UserError, "at work already on: Lead 0"):
            lead.with_user(self.rep_a)._launch_plan(plan)
        with self.assertRaisesRegex(UserError, "at work already"):
            self.open_dialog(lead, plan)

    def test_not_launched_by_hand_on_a_lead_it_is_not_for(self):
        plan = self.make_plan("Thank You", 'won', [{'summary': "One"}])
        with self.assertRaisesRegex(UserError, "no place on leads .* Lead 0"):
            self.make_leads(1, user_id=self.rep_a.id)._launch_plan(plan)

    def open_dialog(self, lead, plan):
        return (
            self.env['mail.activity.schedule']
            .with_user(self.rep_a)
            .with_context(active_model='crm.lead', active_ids=lead.ids)
            .create({'plan_id': plan.id})
        )

    def test_plans_of_odoo_are_what_they_were(self):
        self.plan.active = False
        plan = self.make_plan("Odoo's", False, [{'summary': "One"}, {'summary': "Two"}])
        lead = self.make_leads(1, user_id=self.rep_a.id)
        plan.template_ids.write({'responsible_type': 'other', 'responsible_id': self.rep_b.id})
        self.open_dialog(lead, plan).action_schedule_plan()
        self.assertEqual(len(lead.activity_ids), 2)
        self.assertFalse(lead.plan_run_ids)
