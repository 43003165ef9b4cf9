"""Which moves people may make from status to status, and that the system always may."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestStatusMoves(LeadQualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new, cls.passed, cls.trash = (cls.status(m) for m in ('new', 'passed', 'trash'))
        cls.new.with_user(cls.leader).next_status_ids = cls.passed | cls.trash

    def test_every_move_is_allowed_until_somebody_says_otherwise(self):
        self.new.next_status_ids = False
        lead = self.lead.with_user(self.rep_a)
        everything = self.env['lead.status'].search([])
        self.assertEqual(lead.allowed_status_ids, everything - self.new)
        lead.lead_status_id = self.status('qualified')

    def test_refusal_names_lead_from_to_and_what_is_allowed(self):
        with self.assertRaises(UserError) as refused:
            self.lead.with_user(self.rep_a).lead_status_id = self.status('qualified')
        self.assertEqual(
            str(refused.exception),
            "Lead 0 cannot move from New to Qualified. Allowed from there: Passed to Sales, Trash.",
        )
        self.assertEqual(self.lead.lead_status_id, self.new)

    def test_each_way_by_hand_obeys(self):
        reason = self.reason('recycle')
        lead = self.lead.with_user(self.rep_a)
        lead.user_id = self.rep_a
        ways = {
            'write': lambda: lead.write({'lead_status_id': self.status('accepted').id}),
            'web client': lambda: lead.web_save(
                {'lead_status_id': self.status('accepted').id}, {'id': {}}
            ),
            'accept': lead.action_accept,
            'qualify': lead.action_qualify,
            'verb': lambda: lead._change_status(self.status('recycle'), reason),
            'wizard': lambda: self.apply_wizard(lead, self.status('recycle'), reason),
        }
        for way, move in ways.items():
            with self.subTest(way=way), self.assertRaisesRegex(UserError, "cannot move from New"):
                move()

    def apply_wizard(self, leads, status, reason):
        leads.env['lead.status.wizard'].create(
            {'lead_ids': leads.ids, 'status_id': status.id, 'reason_id': reason.id}
        ).action_apply()

    def test_import_of_known_leads_obeys_and_loses_nothing(self):
        leads = self.make_leads(2)
        rows = [[str(leads[0].id), "Passed to Sales"], [str(leads[1].id), "Accepted"]]
        result = self.env['crm.lead'].with_user(self.leader).load(['.id', 'lead_status_id'], rows)
        self.assertIn("cannot move from New to Accepted", result['messages'][0]['message'])
        self.assertEqual(leads.lead_status_id, self.new)

    def test_screens_offer_what_is_allowed(self):
        lead = self.lead.with_user(self.rep_a)
        self.assertEqual(lead.allowed_status_ids, self.passed | self.trash)
        self.assertEqual(lead.allowed_meanings, 'passed trash')
        self.assertEqual(lead._call_outcomes(), self.passed | self.trash)

    def test_wizard_offers_what_all_its_leads_may_become(self):
        leads = self.make_leads(2)
        leads[1]._change_status(self.status('accepted'))
        self.status('accepted').next_status_ids = self.trash | self.status('qualified')
        wizard = Form(
            self.env['lead.status.wizard']
            .with_user(self.rep_a)
            .with_context(active_model='crm.lead', active_ids=leads.ids)
        )
        self.assertEqual(wizard.allowed_status_ids[:], self.trash)

    def test_archived_status_still_restricts(self):
        own = self.env['lead.status'].create({'name': "Demo", 'meaning': 'passed'})
        self.new.next_status_ids = own
        own.active = False
        self.new.invalidate_recordset()
        self.assertFalse(self.lead.with_user(self.rep_a).allowed_status_ids)
        with self.assertRaisesRegex(UserError, "cannot move"):
            self.lead.with_user(self.rep_a).lead_status_id = self.passed

    def test_status_is_not_emptied_to_get_around(self):
        with self.assertRaisesRegex(UserError, "always has a status"):
            self.lead.with_user(self.rep_a).lead_status_id = False

    def test_context_is_no_way_around(self):
        lead = self.lead.with_user(self.rep_a).with_context(su=True, install_mode=True)
        with self.assertRaisesRegex(UserError, "cannot move"):
            lead.write({'lead_status_id': self.status('accepted').id, 'name': "Mine"})

    def test_won_lost_restored_and_converted_are_never_stopped(self):
        self.new.next_status_ids = self.passed
        self.status('trash').next_status_ids = self.status('trash')
        lead = self.lead.with_user(self.rep_a)
        lead.action_set_lost()
        self.assertEqual(lead.lead_status_meaning, 'trash')
        lead.action_restore()
        self.assertEqual(lead.lead_status_meaning, 'new')
        lead.action_set_won()
        self.assertEqual(lead.lead_status_meaning, 'qualified')

        other = self.make_leads(1)
        wizard = Form(
            self.env['crm.lead2opportunity.partner']
            .with_user(self.leader)
            .with_context(active_model='crm.lead', active_id=other.id, active_ids=other.ids)
        )
        wizard.name = 'convert'
        wizard.save().action_apply()
        self.assertEqual(other.lead_status_meaning, 'qualified')

    def test_call_ends_only_in_what_is_allowed(self):
        action = self.lead.with_user(self.rep_a).action_assess()
        call = self.env['lead.assessment'].with_user(self.rep_a).browse(action['res_id'])
        call.line_ids[0].answer_id = call.line_ids[0].criterion_id.answer_ids[0]
        self.assertEqual(call.allowed_status_ids, self.passed | self.trash)
        call.write(
            {
                'outcome_status_id': self.status('recycle').id,
                'outcome_reason_id': self.reason('recycle').id,
            }
        )
        with self.assertRaisesRegex(UserError, "cannot become Recycle after this call"):
            call.action_finish()
        self.assertEqual(call.state, 'draft')

    def test_leads_of_several_statuses_move_only_together(self):
        leads = self.make_leads(2)
        leads[1]._change_status(self.status('accepted'))
        with self.assertRaisesRegex(UserError, "Lead 0 cannot move from New to Qualified"):
            leads.with_user(self.leader).lead_status_id = self.status('qualified')
        self.assertEqual(leads[1].lead_status_meaning, 'accepted')

    def test_only_leaders_say_which_moves_are_allowed(self):
        for user in (self.rep_a, self.marketer):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "not allowed"):
                self.new.with_user(user).next_status_ids = [Command.clear()]
