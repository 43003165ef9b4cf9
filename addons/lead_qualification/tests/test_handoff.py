from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import LeadQualificationCase


class HandoffCase(LeadQualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.lead_handoff_gate = 'card'

    def pass_on(self, leads=None, user=None, **values):
        """Pass leads through the dialog, as a user does."""
        leads = (leads or self.lead).with_user(user or self.marketer)
        wizard = self.wizard(leads)
        wizard.write(values)
        return wizard.action_pass()

    def wizard(self, leads):
        action = leads.action_open_handoff()
        return leads.env[action['res_model']].with_context(**action['context']).create({})

    def qualify(self, leads):
        for lead in leads:
            self.assess(lead, (2, 2, 2, 2))


@tagged('post_install', '-at_install')
class TestHandoffGate(HandoffCase):
    def test_a_lead_without_a_passed_card_stays(self):
        with self.assertRaisesRegex(UserError, "No scorecard is passed yet for: Lead 0.*ask"):
            self.lead.with_user(self.marketer).action_pass_to_sales()
        self.assertEqual(self.lead.lead_status_meaning, 'new')

    def test_a_passed_card_opens_the_gate(self):
        self.qualify(self.lead)
        self.lead.with_user(self.marketer).action_pass_to_sales()
        self.assertEqual(self.lead.lead_status_meaning, 'passed')
        self.assertEqual(self.lead.passed_by_id, self.marketer)

    def test_the_newest_call_decides(self):
        self.qualify(self.lead)
        other_card = self.card.copy({'name': "Second call"})
        self.assess(self.lead, (0, 0, 0, 0), card=other_card)
        with self.assertRaisesRegex(UserError, "No scorecard is passed"):
            self.lead.with_user(self.marketer).action_pass_to_sales()

    def test_a_draft_opens_nothing(self):
        self.env['lead.assessment'].create({'lead_id': self.lead.id, 'scorecard_id': self.card.id})
        with self.assertRaisesRegex(UserError, "No scorecard is passed"):
            self.lead.with_user(self.marketer).action_pass_to_sales()

    def test_no_way_around_through_the_status(self):
        """Status bar, mass edit, wizard and import come through the same gates."""
        passed = self.status('passed')
        lead = self.lead.with_user(self.marketer)
        ways = {
            'write': lambda: lead.write({'lead_status_id': passed.id}),
            'wizard': lambda: (
                lead.env['lead.status.wizard']
                .create({'lead_ids': [Command.set(lead.ids)], 'status_id': passed.id})
                .action_apply()
            ),
            'create': lambda: lead.create(
                {'name': "Sneaked in", 'email_from': "x@y.example", 'lead_status_id': passed.id}
            ),
        }
        for name, way in ways.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "No scorecard is passed"):
                way()

    def test_an_import_says_which_row_lacks_a_card(self):
        result = (
            self.env['crm.lead']
            .with_user(self.marketer)
            .load(
                ['name', 'email_from', 'lead_status_id/.id'],
                [["Sneaked in", "a@b.example", str(self.status('passed').id)]],
            )
        )
        self.assertFalse(result['ids'])
        self.assertIn("No scorecard is passed yet for: Sneaked in", str(result['messages']))

    def test_override_says_why_and_is_kept(self):
        lead = self.lead.with_user(self.leader)
        with self.assertRaisesRegex(UserError, "say why"):
            lead.action_pass_to_sales()
        lead.action_pass_to_sales(override_reason="Asked for a call today")
        self.assertEqual(lead.lead_status_meaning, 'passed')
        self.assertEqual(lead.handoff_override_reason, "Asked for a call today")
        self.assertIn("Asked for a call today", str(lead.message_ids.mapped('body')))

    def test_only_some_may_override(self):
        for user in (self.marketer, self.rep_a):
            lead = self.lead.with_user(user)
            with self.subTest(user.name), self.assertRaisesRegex(AccessError, "administrator"):
                lead.action_pass_to_sales(override_reason="Because")
            with self.subTest(user.name), self.assertRaisesRegex(AccessError, "administrator"):
                lead.write({'handoff_override_reason': "Because"})
        self.marketer.group_ids = [
            Command.link(self.env.ref('lead_qualification.group_lead_handoff_override').id)
        ]
        self.lead.with_user(self.marketer).action_pass_to_sales(override_reason="Because")
        self.assertEqual(self.lead.lead_status_meaning, 'passed')

    def test_blank_reason_overrides_nothing(self):
        with self.assertRaisesRegex(UserError, "say why"):
            self.lead.with_user(self.leader).action_pass_to_sales(override_reason="  ")

    def test_each_company_has_its_own_gate(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        company.lead_handoff_gate = 'contact'
        self.marketer.company_ids = [Command.link(company.id)]
        lead = self.make_leads(1, company_id=company.id, team_id=False)
        lead.with_user(self.marketer).with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        ).action_pass_to_sales()
        self.assertEqual(lead.lead_status_meaning, 'passed')

    def test_who_passed_is_not_to_be_forged(self):
        with self.assertRaises(AccessError):
            self.lead.with_user(self.leader).write({'passed_by_id': self.rep_a.id})

    def test_queries_do_not_grow_with_the_number_of_leads(self):
        counts = []
        for size in (5, 40):
            leads = self.make_leads(size)
            self.qualify(leads)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads.with_user(self.marketer).action_pass_to_sales()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 10, counts)


@tagged('post_install', '-at_install')
class TestHandoffDestination(HandoffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.lead_handoff_gate = 'contact'

    def notified(self, user, lead):
        return self.env['mail.message'].search(
            [('partner_ids', 'in', user.partner_id.ids), ('res_id', 'in', lead.ids)]
        )

    def test_to_a_point_of_contact(self):
        leads = self.make_leads(3)
        self.pass_on(leads, destination='person', user_id=self.rep_b.id, message="Call at noon")
        self.assertEqual(leads.user_id, self.rep_b)
        self.assertEqual(set(leads.mapped('lead_status_meaning')), {'passed'})
        self.assertIn("Call at noon", str(leads[1].message_ids.mapped('body')))
        message = self.notified(self.rep_b, leads)
        self.assertEqual(len(message), 1, "one alert for all of them")
        for lead in leads:
            self.assertIn(lead.name, message.body)

    def test_to_a_team_alerts_its_leader(self):
        team = self.team.copy({'name': "Outside Sales", 'user_id': self.rep_b.id})
        self.pass_on(destination='team', team_id=team.id)
        self.assertEqual(self.lead.team_id, team)
        self.assertFalse(self.lead.user_id)
        self.assertTrue(self.notified(self.rep_b, self.lead))

    def test_the_company_says_where_to(self):
        self.env.company.write({'lead_handoff_to': 'person', 'lead_handoff_user_id': self.rep_a.id})
        self.lead.with_user(self.marketer).action_pass_to_sales()
        self.assertEqual(self.lead.user_id, self.rep_a)
        self.assertEqual(self.wizard(self.make_leads(1)).user_id, self.rep_a)

    def test_settings_without_a_receiver_say_so(self):
        self.env.company.lead_handoff_to = 'team'
        with self.assertRaisesRegex(ValidationError, "CRM settings"):
            self.lead.with_user(self.marketer).action_pass_to_sales()

    def test_somebody_who_does_not_sell_receives_nothing(self):
        clerk = new_test_user(self.env, 'clerk', 'base.group_user', name="Clerk")
        with self.assertRaisesRegex(UserError, "Clerk is no salesperson"):
            self.pass_on(destination='person', user_id=clerk.id)

    def test_a_rep_of_another_company_receives_nothing(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        stranger = new_test_user(
            self.env,
            'stranger',
            'sales_team.group_sale_salesman',
            name="Stranger",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.lead.company_id = self.env.company
        with self.assertRaisesRegex(UserError, "Stranger does not work for the company of: Lead 0"):
            self.pass_on(destination='person', user_id=stranger.id)

    def test_a_team_of_another_company_receives_nothing(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        team = self.env['crm.team'].create(
            {'name': "Foreign Sales", 'company_id': company.id, 'user_id': False}
        )
        self.lead.company_id = self.env.company
        with self.assertRaisesRegex(UserError, "Foreign Sales does not work for the company of"):
            self.pass_on(user=self.leader, destination='team', team_id=team.id)

    def test_a_lead_without_an_owner_stays_in_its_company(self):
        self.team.company_id = False
        self.lead.company_id = self.env.company
        self.lead.user_id = self.rep_a
        self.pass_on(destination='team', team_id=self.team.id)
        self.assertEqual(self.lead.company_id, self.env.company)
        self.lead.user_id = self.rep_a
        because = self.env.ref('lead_qualification.lead_status_reason_reject_need')
        self.lead.with_user(self.rep_a).action_reject(because.id)
        self.assertFalse(self.lead.user_id)
        self.assertEqual(self.lead.company_id, self.env.company)

    def test_the_dialog_passes_what_is_ready_and_says_what_stays(self):
        self.env.company.lead_handoff_gate = 'card'
        ready, unproven = self.make_leads(2)
        ready.name, unproven.name = "Ready", "Unproven"
        mute = self.make_leads(1, name="Mute", email_from=False)
        self.qualify(ready)
        wizard = self.wizard((ready | unproven | mute).with_user(self.marketer))
        self.assertEqual(wizard.ready_count, 1)
        self.assertEqual(wizard.unproven_names, "Unproven")
        self.assertEqual(wizard.mute_names, "Mute")
        wizard.action_pass()
        self.assertEqual(ready.lead_status_meaning, 'passed')
        self.assertEqual((unproven | mute).mapped('lead_status_meaning'), ['new', 'new'])

    def test_the_dialog_of_a_leader_overrides(self):
        self.env.company.lead_handoff_gate = 'card'
        ready, unproven = self.make_leads(2)
        self.qualify(ready)
        self.pass_on(ready | unproven, self.leader, override_reason="Trade fair tomorrow")
        self.assertEqual(unproven.lead_status_meaning, 'passed')
        self.assertEqual(unproven.handoff_override_reason, "Trade fair tomorrow")
        self.assertFalse(ready.handoff_override_reason)

    def test_the_dialog_with_nothing_ready_says_why(self):
        self.lead.email_from = False
        with self.assertRaisesRegex(UserError, "no way to contact: Lead 0"):
            self.pass_on()

    def test_a_lead_already_in_sales_is_not_passed_again(self):
        self.pass_on()
        with self.assertRaisesRegex(UserError, "already"):
            self.lead.with_user(self.marketer).action_open_handoff()

    def test_the_note_tells_what_happened_so_far(self):
        kind = self.env['lead.signal.type'].search([('points', '>', 0)], limit=1)
        self.env['lead.signal'].create(
            {
                'lead_id': self.lead.id,
                'type_id': kind.id,
                'points': 5,
                'half_life_days': 30,
                'date': self.env.cr.now(),
            }
        )
        self.pass_on()
        self.assertIn(kind.name, str(self.lead.message_ids.mapped('body')))

    def test_a_forms_default_is_what_the_company_says(self):
        form = Form(
            self.env['lead.handoff.wizard']
            .with_user(self.marketer)
            .with_context(default_lead_ids=self.lead.ids)
        )
        self.assertEqual(form.destination, 'open')
        form.save().action_pass()
        self.assertEqual(self.lead.lead_status_meaning, 'passed')


@tagged('post_install', '-at_install')
class TestReject(HandoffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.lead_handoff_gate = 'contact'
        cls.because = cls.env.ref('lead_qualification.lead_status_reason_reject_need')
        cls.lead.with_user(cls.marketer).action_pass_to_sales()
        cls.lead.user_id = cls.rep_a

    def reject(self, user=None, note=''):
        lead = self.lead.with_user(user or self.rep_a)
        action = lead.action_reject()
        wizard = lead.env[action['res_model']].with_context(**action['context'])
        return wizard.create({'reason_id': self.because.id, 'note': note}).action_reject()

    def test_rejection_returns_it_to_who_passed_it(self):
        self.reject(note="They have a contract until 2027")
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.assertEqual(self.lead.returned_to_id, self.marketer)
        self.assertTrue(self.lead.is_rejected)
        self.assertTrue(self.lead.rejected_at)
        self.assertFalse(self.lead.user_id)
        activity = self.lead.activity_ids.filtered(lambda a: a.user_id == self.marketer)
        self.assertIn("Rep A rejected it: No need or project", activity.summary)
        self.assertIn("contract until 2027", activity.note)
        change = self.lead.status_change_ids[:1]
        self.assertEqual(change.reason_id, self.because)
        self.assertEqual(change.direction, 'negative')
        self.assertEqual(change.user_id, self.rep_a)
        self.assertIn(self.lead, self.lead.with_user(self.marketer).search([]))

    def test_passing_it_again_clears_the_rejection(self):
        self.reject()
        self.lead.with_user(self.marketer).action_pass_to_sales()
        self.assertFalse(self.lead.is_rejected)
        self.assertFalse(self.lead.returned_to_id)
        self.assertFalse(self.lead.lead_status_reason_id)
        self.assertTrue(self.lead.rejected_at, "that it once was rejected is history")
        self.assertIn("No need or project", str(self.lead.message_ids.mapped('body')))

    def test_only_the_salesperson_or_a_leader_rejects(self):
        self.lead.user_id = self.rep_a
        self.lead.message_subscribe(self.rep_b.partner_id.ids)
        everyone = new_test_user(
            self.env, 'all_leads', 'sales_team.group_sale_salesman_all_leads', name="All Leads"
        )
        with self.assertRaisesRegex(AccessError, "Only the salesperson"):
            self.reject(everyone)
        with self.assertRaises(AccessError):
            self.reject(self.rep_b)
        self.reject(self.leader)
        self.assertTrue(self.lead.is_rejected)

    def test_marketers_do_not_reject(self):
        with self.assertRaises(AccessError):
            self.lead.with_user(self.marketer).action_reject(self.because.id)

    def test_only_leads_that_wait_for_acceptance(self):
        self.lead.with_user(self.rep_a).action_qualify()
        with self.assertRaisesRegex(UserError, "cannot be rejected"):
            self.reject()

    def test_a_reason_made_for_it(self):
        lead = self.lead.with_user(self.rep_a)
        for reason_id in (self.reason('recycle').id, 2**30):
            with self.subTest(reason_id), self.assertRaisesRegex(UserError, "made for rejecting"):
                lead.action_reject(reason_id)
        for reason_id in ('unfit', [1], 1.5, True):
            with self.subTest(reason_id), self.assertRaisesRegex(UserError, "whole numbers above"):
                lead.action_reject(reason_id)

    def test_nobody_forges_a_rejection(self):
        for fname, value in (
            ('is_rejected', True),
            ('returned_to_id', self.rep_b.id),
            ('rejected_at', self.env.cr.now()),
        ):
            with self.subTest(fname), self.assertRaises(AccessError):
                self.lead.with_user(self.leader).write({fname: value})

    def test_it_comes_back_to_a_colleague_when_who_passed_it_has_left(self):
        self.lead.generated_by_id = self.leader
        self.lead.qualified_by_id = self.marketer
        self.marketer.active = False
        self.reject()
        self.assertEqual(self.lead.returned_to_id, self.leader)
