"""Leads that wait for a product or offer, and what happens once it is available."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestAwaited(LeadQualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waits = cls.env.ref('lead_qualification.lead_status_reason_waiting_product')
        cls.solar, cls.wind = cls.env['crm.tag'].create([{'name': "Solar 2"}, {'name': "Wind 3"}])

    def let_wait(self, leads, tags):
        leads._change_status(self.status('recycle'), self.waits, awaited_tags=tags)
        return leads

    def available(self, tags, user=None):
        Wizard = self.env['lead.available.wizard'].with_user(user or self.marketer)
        wizard = Form(Wizard.with_context(active_model='crm.tag', active_ids=tags.ids)).save()
        return wizard, wizard.action_wake()

    def test_reason_asks_what_the_lead_waits_for(self):
        with self.assertRaisesRegex(ValidationError, "Say what Lead 0 waits for"):
            self.lead.with_user(self.marketer)._change_status(self.status('recycle'), self.waits)
        with self.assertRaisesRegex(ValidationError, "Say what Lead 0 waits for"):
            self.make_leads(
                1,
                lead_status_id=self.status('recycle').id,
                lead_status_reason_id=self.waits.id,
            )

    def test_wizard_asks_and_a_marketer_may_name_something_new(self):
        tag = self.env['crm.tag'].with_user(self.marketer).create({'name': "Heat pump"})
        form = Form(
            self.env['lead.status.wizard']
            .with_user(self.marketer)
            .with_context(active_model='crm.lead', active_ids=self.lead.ids)
        )
        form.status_id = self.status('recycle')
        form.reason_id = self.waits
        wizard = form.save()
        refused = self.assertRaisesRegex(ValidationError, "Say what Lead 0 waits for")
        with refused, self.env.cr.savepoint():
            wizard.action_apply()
        form.awaited_tag_ids.add(tag)
        form.save().action_apply()
        self.assertEqual(self.lead.awaited_tag_ids, tag)
        self.assertEqual(self.lead.status_change_ids.awaited_tag_ids, tag)

    def test_call_asks_too(self):
        call = (
            self.env['lead.assessment']
            .with_user(self.rep_a)
            .browse(self.lead.with_user(self.rep_a).action_assess()['res_id'])
        )
        call.line_ids[0].answer_id = call.line_ids[0].criterion_id.answer_ids[0]
        call.outcome_status_id = self.status('recycle')
        call.outcome_reason_id = self.waits
        with self.assertRaisesRegex(UserError, "Say what Lead 0 waits for"):
            call.action_finish()
        call.outcome_awaited_tag_ids = self.solar
        call.action_finish()
        self.assertEqual(self.lead.awaited_tag_ids, self.solar)

    def test_import_says_what_it_waits_for(self):
        result = self.env['crm.lead'].load(
            ['name', 'lead_status_id', 'lead_status_reason_id', 'awaited_tag_ids'],
            [["Later", "Recycle", self.waits.name, "Solar 2,Wind 3"]],
        )
        lead = self.env['crm.lead'].browse(result['ids'])
        self.assertEqual(lead.awaited_tag_ids, self.solar | self.wind)
        self.assertEqual(lead.status_change_ids.awaited_tag_ids, self.solar | self.wind)

    def test_available_now_wakes_all_who_waited_and_opens_them_as_one_list(self):
        leads = self.let_wait(self.make_leads(3), self.solar)
        leads[2].awaited_tag_ids |= self.wind
        others = self.let_wait(self.make_leads(1), self.wind)
        wizard, action = self.available(self.solar)
        self.assertEqual(set(leads.mapped('lead_status_meaning')), {'new'})
        self.assertEqual(others.lead_status_meaning, 'recycle')
        self.assertEqual(action['display_name'], "Available now: Solar 2")
        opened = self.env['crm.lead'].with_user(self.marketer).search(action['domain'])
        self.assertEqual(opened, leads)
        mail = self.env.ref('crm.action_lead_mass_mail')
        self.assertEqual(mail.binding_model_id.model, 'crm.lead')
        self.assertIn('mass_mail', mail.context)
        self.assertEqual(wizard.lead_count, 0)

    def test_wizard_counts_what_it_will_wake(self):
        self.let_wait(self.make_leads(3), self.solar)
        self.let_wait(self.make_leads(2), self.wind)
        form = Form(self.env['lead.available.wizard'].with_user(self.leader))
        form.tag_ids.add(self.solar)
        self.assertEqual(form.lead_count, 3)
        form.tag_ids.add(self.wind)
        self.assertEqual(form.lead_count, 5)
        self.assertEqual(self.wind.with_user(self.marketer).waiting_count, 2)

    def test_woken_lead_waits_no_longer_and_its_history_says_for_what(self):
        lead = self.let_wait(self.make_leads(1), self.solar | self.wind)
        self.available(self.solar)
        self.assertFalse(lead.awaited_tag_ids)
        self.assertFalse(lead.lead_status_reason_id)
        waited, woken = lead.status_change_ids.sorted('id')
        self.assertEqual(waited.awaited_tag_ids, self.solar | self.wind)
        self.assertEqual(woken.awaited_tag_ids, self.solar | self.wind)
        self.assertEqual(woken.user_id, self.marketer)
        self.assertIn("Available now: Solar 2", lead.message_ids[0].body)
        self.assertEqual(
            self.env['crm.lead'].search(
                [('status_change_ids.awaited_tag_ids', 'in', self.wind.ids)]
            ),
            lead,
        )

    def test_any_way_out_of_recycle_ends_the_waiting(self):
        for status, reason in (('new', None), ('accepted', None), ('trash', 'trash')):
            lead = self.let_wait(self.make_leads(1), self.solar)
            lead._change_status(self.status(status), reason and self.reason(reason))
            with self.subTest(status=status):
                self.assertFalse(lead.awaited_tag_ids)

    def test_available_now_is_for_marketers_and_leaders(self):
        self.let_wait(self.make_leads(1), self.solar)
        with self.assertRaises(AccessError):
            self.available(self.solar, self.rep_a)
        self.available(self.solar, self.leader)

    def test_available_now_stays_within_the_company(self):
        other = self.env['res.company'].create({'name': "Other"})
        mine = self.let_wait(self.make_leads(1), self.solar)
        theirs = self.let_wait(self.make_leads(1, company_id=other.id, team_id=False), self.solar)
        for user in (self.marketer, self.leader):
            self.assertEqual(self.solar.with_user(user).waiting_count, 1)
        self.available(self.solar)
        self.assertEqual(mine.lead_status_meaning, 'new')
        self.assertEqual(theirs.lead_status_meaning, 'recycle')

    def test_who_woke_them_sees_them_also_when_sales_has_them(self):
        leads = self.let_wait(self.make_leads(2), self.solar)
        _wizard, action = self.available(self.solar)
        leads.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        Lead = self.env['crm.lead'].with_user(self.marketer)
        self.assertEqual(Lead.search(action['domain']), leads)

    def test_nobody_waits_is_said(self):
        with self.assertRaisesRegex(UserError, "No lead that you may change waits"):
            self.available(self.solar)

    def test_allowed_moves_do_not_keep_a_lead_asleep(self):
        lead = self.let_wait(self.make_leads(1), self.solar)
        self.status('recycle').next_status_ids = self.status('trash')
        self.available(self.solar)
        self.assertEqual(lead.lead_status_meaning, 'new')

    def test_what_leads_wait_for_is_not_deleted(self):
        self.let_wait(self.make_leads(1), self.solar)
        with self.assertRaisesRegex(UserError, "Leads wait for Solar 2"):
            self.solar.with_user(self.leader).unlink()
        self.wind.with_user(self.leader).unlink()

    def test_tags_cannot_be_taken_from_a_waiting_lead(self):
        lead = self.let_wait(self.make_leads(1), self.solar)
        with self.assertRaisesRegex(ValidationError, "Say what Lead 0 waits for"):
            lead.with_user(self.marketer).awaited_tag_ids = [Command.clear()]
