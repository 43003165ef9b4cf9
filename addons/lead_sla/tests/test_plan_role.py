from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestPlanRole(LeadPlanCase):
    """Each step is done by a person the lead names; who is not named is stood in for."""

    def responsible(self, role, lead):
        self.plan.template_ids[0].responsible_type = role
        return self.plan.template_ids[0]._lead_responsible(lead)

    def test_people_of_the_lead(self):
        seller = new_test_user(self.env, 'seller', 'sales_team.group_sale_salesman')
        lead = self.make_leads(
            1,
            user_id=self.rep_a.id,
            generated_by_id=self.marketer.id,
            qualified_by_id=self.rep_b.id,
            closed_by_id=seller.id,
        )
        people = {
            'lead_marketing': self.marketer,
            'lead_qualifier': self.rep_b,
            'lead_owner': self.rep_a,
            'lead_leader': self.leader,
            'lead_closer': seller,
        }
        for role, user in people.items():
            self.assertEqual(self.responsible(role, lead), user, role)

    def test_who_is_not_named_is_stood_in_for(self):
        lead = self.make_leads(1, generated_by_id=self.marketer.id)
        self.assertEqual(self.responsible('lead_qualifier', lead), self.marketer)
        self.assertEqual(self.responsible('lead_owner', lead), self.leader)
        lead.user_id = self.rep_a
        self.assertEqual(self.responsible('lead_closer', lead), self.rep_a)

    def test_who_has_left_does_nothing_more(self):
        lead = self.make_leads(1, generated_by_id=self.marketer.id)
        self.marketer.active = False
        self.assertEqual(self.responsible('lead_marketing', lead), self.leader)

    def test_role_nobody_has_is_on_nobodys_list_and_says_why(self):
        self.team.user_id = False
        lead = self.give_lead('2026-03-02 10:00')
        self.plan.template_ids[1].responsible_type = 'lead_leader'
        self.do(lead, '2026-03-02 11:00')
        step = self.open_step(lead)
        self.assertFalse(step.activity_id.user_id)
        self.assertIn("its team has no leader", step.note)
        self.team.user_id = self.leader
        lead.user_id = self.rep_b
        self.assertEqual(step.activity_id.user_id, self.leader)
        self.assertFalse(step.note)

    def test_role_nobody_has_is_refused_by_hand(self):
        self.team.user_id = False
        plan = self.make_plan("By Hand", 'manual', [{'responsible_type': 'lead_leader'}])
        lead = self.make_leads(1, user_id=self.rep_a.id)
        schedule = self.env['mail.activity.schedule'].with_user(self.rep_a)
        with self.assertRaisesRegex(ValidationError, "Lead 0.*has no leader"):
            schedule.with_context(active_model='crm.lead', active_ids=lead.ids).create(
                {'plan_id': plan.id}
            )

    def test_marketer_does_a_step_on_a_lead_of_sales(self):
        self.plan.template_ids[0].responsible_type = 'lead_marketing'
        lead = self.give_lead('2026-03-02 10:00', generated_by_id=self.marketer.id)
        self.do(lead, '2026-03-02 11:00', user=self.marketer)
        self.assertEqual(self.steps(lead), [("Call", 'done'), ("Offer", 'open')])
        self.assertEqual(lead.plan_step_ids.sorted('id')[0].done_by_id, self.marketer)

    def test_rep_sees_plans_of_leads_they_see_and_writes_none(self):
        lead = self.give_lead('2026-03-02 10:00')
        for record in (lead.plan_run_ids, lead.plan_step_ids):
            model, domain = record.browse(), [('id', '=', record.id)]
            self.assertTrue(model.with_user(self.rep_a).search(domain))
            self.assertFalse(model.with_user(self.rep_b).search(domain))
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                record.with_user(self.rep_b).read(['state'])
            for user in (self.rep_a, self.leader, self.marketer):
                for operation in ('create', 'write', 'unlink'):
                    self.assertFalse(model.with_user(user).has_access(operation))

    def test_only_who_may_write_the_lead_stops_its_plan(self):
        run = self.give_lead('2026-03-02 10:00').plan_run_ids
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            run.with_user(self.rep_b).action_stop()
        run.with_user(self.rep_a).action_stop()
        self.assertEqual((run.state, run.stop_reason), ('stopped', 'by_hand'))

    def test_only_sales_administrators_try_again_and_plan(self):
        run = self.give_lead('2026-03-02 10:00').plan_run_ids
        with self.assertRaises(AccessError):
            run.with_user(self.rep_a).action_retry()
        run.with_user(self.leader).action_retry()
        self.plan.with_user(self.leader).name = "Renamed"
        with self.assertRaises(AccessError):
            self.plan.with_user(self.rep_a).name = "Mine"

    def test_offer_is_noted_by_who_may_write_the_lead(self):
        lead = self.give_lead('2026-03-02 10:00')
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            lead.with_user(self.rep_b).action_offer_sent()
        with self.assertRaises(AccessError):
            lead.with_user(self.rep_a).write({'offer_sent_at': '2026-01-01 10:00:00'})


@tagged('post_install', '-at_install')
class TestPlanInput(LeadPlanCase):
    """Bad input is refused with what is wrong and how to put it right."""

    def refuse(self, message, **vals):
        with self.assertRaisesRegex(ValidationError, message), self.cr.savepoint():
            self.plan.write(vals)
        self.env.invalidate_all(flush=False)

    def refuse_step(self, message, **vals):
        with self.assertRaisesRegex(ValidationError, message):
            self.plan.template_ids[0].write(vals)

    def test_plan_without_steps(self):
        self.refuse("Two Steps has no steps", template_ids=[Command.clear()])
        self.refuse(
            "Two Steps has no steps",
            template_ids=[Command.delete(step.id) for step in self.plan.template_ids],
        )
        self.plan.write({'active': False, 'template_ids': [Command.clear()]})
        self.refuse("has no steps", active=True)

    def test_negative_delay(self):
        self.refuse_step("Call of Two Steps has a negative Interval", delay_count=-1)

    def test_step_before_the_event(self):
        self.refuse_step("would be due before", delay_from='before_plan_date')

    def test_message_for_something_else(self):
        template = self.env['mail.template'].create(
            {'name': "For partners", 'model_id': self.env['ir.model']._get_id('res.partner')}
        )
        self.refuse_step("is not made for leads", lead_mail_template_id=template.id)

    def test_targeted_at_nobody(self):
        self.refuse("does not say whom it is for", lead_plan_kind='targeted')
        self.refuse("make it Targeted", lead_event='interest')

    def test_period_of_no_days(self):
        with self.assertRaisesRegex(Exception, 'lead_period'), self.cr.savepoint():
            self.plan.lead_period_days = 0
            self.plan.flush_recordset()

    def test_event_of_a_lead_for_partners(self):
        with self.assertRaisesRegex(ValidationError, "Only plans for leads"):
            self.make_plan(
                "Wrong", 'won', [{'responsible_type': 'on_demand'}], res_model='res.partner'
            )

    def test_working_time_needs_a_plan_step_by_step(self):
        with self.assertRaisesRegex(ValidationError, "Say for Odoo's when it is launched"):
            self.make_plan("Odoo's", False, [{'delay_unit': 'hours'}])

    def test_lead_comes_from_itself_in_a_circle(self):
        first, second = self.make_leads(2)
        second.origin_lead_id = first
        with self.assertRaisesRegex(ValidationError, "cannot come from itself"):
            first.origin_lead_id = second

    def test_plan_that_was_launched_is_archived_not_deleted(self):
        self.give_lead('2026-03-02 10:00')
        with self.assertRaisesRegex(Exception, "Archive it to keep what was done"):
            self.plan.unlink()
