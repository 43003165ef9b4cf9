from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestAfterSale(LeadPlanCase):
    """After the sale: how satisfied, whom else, what next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.active = False
        cls.after_sale = cls.env.ref('lead_sla.mail_activity_plan_after_sale')
        cls.after_sale.active = True

    def win(self, moment='2026-03-02 10:00', **vals):
        lead = self.give_lead(moment, type='opportunity', **vals)
        with self.at(moment):
            lead.with_user(self.rep_a).action_set_won()
        self.follow_plans(moment)
        return lead

    def ask(self, lead, moment, rating='5', comment="Splendid", user=None):
        with self.at(moment):
            lead = lead.with_user(user or self.rep_a)
            action = lead.action_ask_satisfaction()
            form = Form(
                self.env[action['res_model']]
                .with_user(user or self.rep_a)
                .with_context(**action['context']),
                view=action['views'][0][0],
            )
            form.rating = rating
            form.comment = comment
            return form.save()

    def test_calls_at_intervals_after_the_win(self):
        lead = self.win()
        self.assertEqual(lead.activity_ids.date_deadline, date(2026, 3, 9))
        self.ask(lead, '2026-03-09 10:00')
        self.assertEqual(self.open_step(lead).due_at, datetime(2026, 4, 1, 10), "30 days")
        self.assertEqual(self.open_step(lead).user_id, self.rep_a)

    def test_answer_is_recorded_and_ends_the_step_with_a_touch(self):
        lead = self.win()
        answer = self.ask(lead, '2026-03-09 10:00', '2', "Came too late")
        self.assertRecordValues(
            answer,
            [
                {
                    'score': 2,
                    'comment': "Came too late",
                    'user_id': self.rep_a.id,
                    'closed_by_id': self.rep_a.id,
                    'days_after_sale': 7,
                }
            ],
        )
        self.assertEqual(lead.plan_step_ids.sorted('id')[0].state, 'done')
        self.assertEqual(lead.touch_ids.mapped('kind'), ['call'])

    def test_dissatisfied_customer_is_called_and_asked_for_nothing_more(self):
        self.team.user_id = self.leader
        lead = self.win()
        self.ask(lead, '2026-03-09 10:00', '1', "It broke")
        self.assertFalse(lead._running_plans())
        self.assertFalse(lead.plan_step_ids.filtered(lambda step: step.state == 'open'))
        summary = "The customer is dissatisfied: call and put it right"
        told = self.env['mail.activity'].search(
            [('res_model', '=', 'crm.lead'), ('res_id', '=', lead.id), ('summary', '=', summary)]
        )
        self.assertEqual(told.user_id, self.rep_a | self.leader)
        self.assertIn("It broke", told[0].note)
        call = told.filtered(lambda activity: activity.user_id == self.rep_a)
        self.assertEqual(call.activity_type_id.category, 'phonecall')

    def test_answer_without_a_plan_is_a_touch_as_well(self):
        self.after_sale.active = False
        lead = self.win()
        self.ask(lead, '2026-03-09 10:00', '0', False)
        self.assertEqual(lead.touch_ids.mapped('outcome'), ['no_answer'])

    def test_who_did_not_answer_is_out_of_the_average(self):
        lead = self.win()
        for number, rating in enumerate(('5', '0', '2')):
            self.ask(lead, f'2026-03-{10 + number} 10:00', rating)
        groups = self.env['lead.satisfaction']._read_group(
            [('lead_id', '=', lead.id)], [], ['score:avg', '__count']
        )
        self.assertEqual(groups, [(3.5, 3)])

    def test_only_of_customers(self):
        lead = self.give_lead('2026-03-02 10:00')
        for ask in ('action_ask_satisfaction', 'action_new_referral', 'action_next_purchase'):
            with self.assertRaisesRegex(UserError, "is not won yet"):
                getattr(lead, ask)()

    def test_rights_on_answers(self):
        answer = self.ask(self.win(generated_by_id=self.marketer.id), "2026-03-09 10:00")
        answer.with_user(self.rep_a).comment = "Splendid!"
        self.env.invalidate_all()
        for user in (self.rep_b, self.marketer):
            with self.assertRaises(AccessError):
                answer.with_user(user).write({'comment': "Changed"})
        self.assertEqual(answer.with_user(self.marketer).comment, "Splendid!")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            answer.with_user(self.rep_b).read(['comment'])
        with self.assertRaises(AccessError):
            answer.with_user(self.rep_a).unlink()
        answer.with_user(self.leader).unlink()

    def create_from(self, action, **vals):
        return (
            self.env['crm.lead']
            .with_user(self.rep_a)
            .with_context(**action['context'])
            .create({'name': "New one", **vals})
        )

    def test_referral_is_a_new_lead_that_knows_who_referred_it(self):
        partner = self.env['res.partner'].create({'name': "Happy Customer"})
        lead = self.win(partner_id=partner.id)
        for day in ('09', '10'):
            self.ask(lead, f'2026-03-{day} 10:00')
        self.assertEqual(self.open_step(lead).lead_action, 'referral')
        new = self.create_from(lead.with_user(self.rep_a).action_new_referral())
        self.assertRecordValues(
            new,
            [
                {
                    'origin_lead_id': lead.id,
                    'origin_kind': 'referral',
                    'source_id': self.env.ref('utm.utm_source_referral').id,
                    'referred': "Happy Customer",
                    'partner_id': False,
                }
            ],
        )
        self.assertEqual(lead.following_lead_count, 1)
        self.assertEqual(self.open_step(lead).lead_action, 'satisfaction', "the step is done")

    def test_next_purchase_is_a_new_lead_of_the_same_customer(self):
        partner = self.env['res.partner'].create({'name': "Happy Customer"})
        lead = self.win(partner_id=partner.id)
        action = lead.with_user(self.rep_a).action_next_purchase()
        new = self.create_from(action, name=action['context']['default_name'])
        self.assertEqual(new.partner_id, partner)
        self.assertEqual((new.type, new.origin_kind), ('opportunity', 'next_purchase'))
        self.assertEqual(new.name, "Lead 0: next purchase")
        merged_into = self.make_leads(1, type='opportunity')
        (merged_into | lead).merge_opportunity()
        self.assertEqual(new.origin_lead_id, (merged_into | lead).exists())

    def greet(self):
        """Have nothing but greetings at work; return a customer whose birthday is May 17."""
        self.after_sale.active = False
        plan = self.env.ref('lead_sla.mail_activity_plan_greetings')
        plan.active = True
        plan.template_ids.delay_count = 3
        return self.env['res.partner'].create(
            {'name': "Rania", 'occasion_name': "Birthday", 'occasion_date': '1990-05-17'}
        )

    def test_greetings_come_days_ahead_and_once_a_year(self):
        lead = self.win(partner_id=self.greet().id)
        self.assertFalse(lead.activity_ids, "it is months until then")
        self.follow_plans('2026-05-14 12:00')
        self.assertEqual(lead.activity_ids.date_deadline, date(2026, 5, 17))
        self.follow_plans('2026-05-15 12:00')
        self.assertEqual(len(lead.activity_ids), 1)
        self.do(lead, '2026-05-15 13:00')
        self.follow_plans('2026-06-17 10:00')
        self.assertFalse(lead.activity_ids)
        self.follow_plans('2027-05-14 12:00')
        self.assertEqual(lead.activity_ids.date_deadline, date(2027, 5, 17))

    def test_greeted_early_is_greeted(self):
        self.env.ref('lead_sla.mail_activity_plan_greetings').lead_period_days = 1
        lead = self.win(partner_id=self.greet().id)
        self.follow_plans('2026-05-14 12:00')
        self.do(lead, '2026-05-14 13:00')
        self.follow_plans('2026-05-15 13:00')
        self.assertFalse(lead.activity_ids, "not on the same day again")

    def test_customer_of_two_sales_is_greeted_once(self):
        partner = self.greet()
        leads = self.win(partner_id=partner.id) | self.win(partner_id=partner.id)
        self.follow_plans('2026-05-14 12:00')
        self.assertEqual(len(leads.activity_ids), 1)
        skipped = leads.plan_step_ids.filtered(lambda step: step.state == 'skipped')
        self.assertIn("greeted on it already", skipped.note)

    def test_a_date_that_is_put_right_counts(self):
        partner = self.greet()
        lead = self.win(partner_id=partner.id)
        self.follow_plans('2026-04-01 12:00')
        with self.at('2026-04-02 12:00'):
            partner.occasion_date = '1990-04-20'
        self.follow_plans('2026-04-02 12:01')
        self.assertFalse(lead.activity_ids, "there is time until then")
        self.follow_plans('2026-04-17 12:00')
        self.assertEqual(lead.activity_ids.date_deadline, date(2026, 4, 20))

    def test_a_date_that_is_told_later_counts_this_year(self):
        partner = self.greet()
        partner.occasion_date = False
        lead = self.win(partner_id=partner.id)
        self.assertEqual(lead.plan_step_ids.state, 'skipped')
        with self.at('2026-03-05 12:00'):
            partner.occasion_date = '1990-03-10'
        self.follow_plans('2026-03-05 12:01')
        self.assertFalse(lead.activity_ids, "there is time until then")
        self.follow_plans('2026-03-07 12:00')
        self.assertEqual(lead.activity_ids.date_deadline, date(2026, 3, 10))

    def test_no_other_step_comes_early_for_a_date(self):
        partner = self.greet()
        partner.occasion_date = False
        steps = self.env.ref('lead_sla.mail_activity_plan_greetings').template_ids
        steps.copy({'delay_from': 'after_plan_date', 'sequence': 1})
        lead = self.win(partner_id=partner.id)
        self.do(lead, '2026-03-03 10:00')
        self.follow_plans('2026-03-03 10:01')
        resting_until = lead.plan_run_ids.next_at
        self.assertGreater(resting_until, datetime(2026, 4, 1))
        with self.at('2026-03-05 12:00'):
            partner.occasion_date = '1990-03-10'
        self.assertEqual(lead.plan_run_ids.next_at, resting_until)

    def test_no_greetings_without_a_date(self):
        self.after_sale.active = False
        self.env.ref('lead_sla.mail_activity_plan_greetings').active = True
        lead = self.win()
        self.assertFalse(lead.activity_ids)
        self.assertIn("no date for an occasion", lead.plan_step_ids.note)

    def test_occasion_on_the_29th_of_february(self):
        partner = self.env['res.partner'].new({'occasion_date': '1992-02-29'})
        self.assertEqual(partner._next_occasion(datetime(2026, 1, 1)).date(), date(2026, 2, 28))
        self.assertEqual(partner._next_occasion(datetime(2026, 3, 1)).date(), date(2027, 2, 28))
        self.assertEqual(partner._next_occasion(datetime(2027, 3, 1)).date(), date(2028, 2, 29))
