from datetime import datetime

from odoo.tests import Form, tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestPlanEvent(LeadPlanCase):
    """What launches a plan, and what ends it."""

    def launched(self, lead):
        self.env.invalidate_all()
        return sorted(lead.plan_run_ids.mapped('plan_id.name'))

    def make_event_plan(self, event, **vals):
        return self.make_plan(event, event, [{'summary': event}], **vals)

    def test_nothing_happens_where_no_plan_is_on(self):
        self.plan.active = False
        lead = self.give_lead('2026-03-02 10:00')
        self.assertFalse(lead.plan_run_ids)

    def test_each_event_launches_its_plan(self):
        self.plan.active = False
        for event in ('captured', 'passed', 'accepted', 'recycled', 'won', 'offer_sent'):
            self.make_event_plan(event)
        lead = self.make_leads(1, user_id=self.rep_a.id, type='opportunity')
        self.assertEqual(self.launched(lead), ['captured'])
        lead._change_status(self.status('passed'))
        self.assertEqual(self.launched(lead), ['captured', 'passed'])
        lead._change_status(self.status('accepted'))
        self.assertEqual(self.launched(lead), ['accepted', 'captured', 'passed'])
        lead.with_user(self.rep_a).action_offer_sent()
        self.assertIn('offer_sent', self.launched(lead))
        lead.action_set_won()
        self.assertIn('won', self.launched(lead))
        other = self.make_leads(1)
        other._change_status(self.status('recycle'), self.reason('recycle'))
        self.assertEqual(self.launched(other), ['captured', 'recycled'])

    def test_stage_of_an_offer_is_an_offer(self):
        self.make_event_plan('offer_sent')
        stage = self.env['crm.stage'].create({'name': "Quoted", 'is_offer': True})
        lead = self.make_leads(1, type='opportunity')
        with self.at('2026-03-02 10:00'):
            lead.stage_id = stage
        self.assertEqual(lead.offer_sent_at, datetime(2026, 3, 2, 10))
        self.assertEqual(self.launched(lead), ['offer_sent'])
        lead.stage_id = self.env['crm.stage'].create({'name': "Signed soon", 'is_offer': True})
        self.assertEqual(len(lead.plan_run_ids), 1, "the same offer")

    def test_offer_step_done_is_an_offer(self):
        self.plan.template_ids[0].lead_action = 'offer'
        self.make_event_plan('offer_sent')
        lead = self.give_lead('2026-03-02 10:00')
        lead.with_user(self.rep_a).action_offer_sent()
        self.assertEqual(self.steps(lead)[0], ("Call", 'done'))
        self.assertTrue(lead.offer_sent_at)
        self.assertEqual(self.launched(lead), ["Two Steps", 'offer_sent'])

    def test_team_of_the_plan(self):
        other = self.env['crm.team'].create({'name': "Other Team"})
        self.plan.lead_team_ids = other
        lead = self.give_lead('2026-03-02 10:00')
        self.assertFalse(lead.plan_run_ids)
        self.plan.lead_team_ids |= self.team
        self.assertTrue(self.give_lead('2026-03-02 10:00').plan_run_ids)

    def test_plan_of_another_company_is_not_launched(self):
        self.plan.company_id = self.env['res.company'].create({'name': "Elsewhere"})
        lead = self.give_lead('2026-03-02 10:00', company_id=self.env.company.id)
        self.assertFalse(lead.plan_run_ids)

    def test_targeted_by_tag_when_the_tag_is_put_on(self):
        flats, houses = self.env['crm.tag'].create([{'name': "Flats"}, {'name': "Houses"}])
        self.make_event_plan('interest', lead_plan_kind='targeted', lead_tag_ids=flats.ids)
        tagged_from_the_start = self.make_leads(1, tag_ids=flats.ids)
        self.assertEqual(self.launched(tagged_from_the_start), ['interest'])
        lead = self.make_leads(1)
        lead.tag_ids = houses
        self.assertFalse(lead.plan_run_ids)
        lead.tag_ids |= flats
        self.assertEqual(self.launched(lead), ['interest'])

    def test_plan_launched_by_an_interest_becomes_targeted_in_its_form(self):
        plans = self.env['mail.activity.plan'].with_context(default_res_model='crm.lead')
        form = Form(plans)
        form.name, form.lead_event = "Offer for clinics", 'interest'
        form.lead_tag_ids.add(self.env['crm.tag'].create({'name': "Clinics"}))
        with form.template_ids.new() as step:
            step.summary = "Tell of the offer"
        self.assertEqual(form.save().lead_plan_kind, 'targeted')

    def test_targeted_by_signal_of_leads_with_the_tag(self):
        flats = self.env['crm.tag'].create({'name': "Flats"})
        form = self.env.ref('lead_qualification.lead_signal_type_form')
        mail = self.env.ref('lead_qualification.lead_signal_type_mail_received')
        self.make_event_plan(
            'interest',
            lead_plan_kind='targeted',
            lead_tag_ids=flats.ids,
            lead_signal_type_ids=form.ids,
        )
        lead, untagged = self.make_leads(1, tag_ids=flats.ids), self.make_leads(1)
        self.assertFalse(lead.plan_run_ids, "the tag alone is not enough")
        for each in (lead, untagged):
            self.env['lead.signal']._record([mail._prepare_signal(each)])
            self.assertFalse(each.plan_run_ids)
            self.env['lead.signal']._record([form._prepare_signal(each)])
        self.assertEqual(self.launched(lead), ['interest'])
        self.assertFalse(self.launched(untagged))

    def assert_stopped(self, lead):
        self.assertEqual(lead.plan_run_ids.mapped('state'), ['stopped'])
        self.assertEqual(self.steps(lead), [("Call", 'stopped')])
        self.assertFalse(lead.activity_ids)
        self.follow_plans('2026-03-10 10:00')
        self.assertEqual(len(lead.plan_step_ids), 1)

    def test_stopped_by_each_negative_verdict(self):
        for meaning in ('recycle', 'unreachable', 'trash'):
            with self.subTest(meaning):
                lead = self.give_lead('2026-03-02 10:00')
                lead._change_status(self.status(meaning), self.reason(meaning))
                self.assert_stopped(lead)

    def test_stopped_by_won_and_lost_and_archived(self):
        for close in ('action_set_won', 'action_set_lost', 'action_archive'):
            with self.subTest(close):
                lead = self.give_lead('2026-03-02 10:00', type='opportunity')
                getattr(lead, close)()
                self.assert_stopped(lead)

    def test_qualified_stops_only_plans_that_say_so(self):
        lead = self.give_lead('2026-03-02 10:00')
        lead._change_status(self.status('qualified'))
        self.assertEqual(lead.plan_run_ids.state, 'running')
        self.plan.stops_when_qualified = True
        other = self.give_lead('2026-03-02 10:00')
        other._change_status(self.status('qualified'))
        self.assert_stopped(other)

    def test_new_owner_takes_over_what_is_open(self):
        lead = self.give_lead('2026-03-02 10:00')
        lead.user_id = self.rep_b
        self.assertEqual(lead.activity_ids.user_id, self.rep_b)
        self.assertEqual(self.open_step(lead).user_id, self.rep_b)
        self.assertEqual(len(lead.plan_run_ids), 1)

    def test_new_owner_starts_anew_where_the_plan_says_so(self):
        self.plan.stops_with_owner = True
        lead = self.give_lead('2026-03-02 10:00')
        with self.at('2026-03-03 10:00'):
            lead.user_id = self.rep_b
        self.follow_plans('2026-03-03 10:00')
        self.assertEqual(self.steps(lead), [("Call", 'stopped'), ("Call", 'open')])
        self.assertEqual(lead.plan_run_ids.sorted('id').mapped('stop_reason'), ['owner', False])
        self.assertEqual(lead.activity_ids.user_id, self.rep_b)

    def test_plan_switched_off_stops_everywhere(self):
        lead = self.give_lead('2026-03-02 10:00')
        self.plan.active = False
        self.assert_stopped(lead)
        self.assertEqual(lead.plan_run_ids.stop_reason, 'plan')

    def test_after_sale_plan_goes_on_after_the_win_and_ends_with_it(self):
        self.make_event_plan('won')
        lead = self.give_lead('2026-03-02 10:00', type='opportunity')
        with self.at('2026-03-02 11:00'):
            lead.action_set_won()
        self.follow_plans('2026-03-02 11:00')
        self.assertEqual(lead.activity_ids.mapped('summary'), ['won'])
        lead.stage_id = self.env['crm.stage'].search([('is_won', '=', False)], limit=1)
        self.assertFalse(lead.activity_ids.filtered(lambda a: a.summary == 'won'))

    def test_merge_keeps_the_history_and_one_plan(self):
        leads = self.give_lead('2026-03-02 10:00') | self.give_lead('2026-03-02 10:00')
        merged = leads.merge_opportunity()
        self.assertEqual(len(merged.plan_run_ids), 2)
        self.assertEqual(sorted(merged.plan_run_ids.mapped('state')), ['running', 'stopped'])
        self.assertEqual(len(merged.activity_ids), 1)
