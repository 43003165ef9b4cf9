from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestRights(LeadQualificationCase):
    def test_marketer_makes_qualifies_and_hands_over_a_lead(self):
        lead = (
            self.env['crm.lead']
            .with_user(self.marketer)
            .create({'name': "From the fair", 'email_from': "a@example.com"})
        )
        self.assertEqual(lead.generated_by_id, self.marketer)
        self.assertFalse(lead.user_id)
        self.assess(lead, (3, 3, 3, 3))
        lead.action_pass_to_sales()
        lead.sudo().user_id = self.rep_a
        lead.invalidate_recordset()
        self.assertEqual(lead.name, "From the fair")

    def test_marketer_does_not_see_what_sales_works_on(self):
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        self.assertFalse(
            self.env['crm.lead'].with_user(self.marketer).search([('id', '=', self.lead.id)])
        )
        with self.assertRaises(AccessError):
            self.lead.with_user(self.marketer).read(['name'])

    def test_rep_sees_no_assessment_and_no_move_of_anothers_lead(self):
        assessment = self.assess(self.lead, (3, 3, 3, 3))
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        self.assertEqual(self.env['lead.assessment'].with_user(self.rep_a).search([]), assessment)
        for model in ('lead.assessment', 'lead.assessment.line', 'lead.status.change'):
            with self.subTest(model=model):
                self.assertFalse(self.env[model].with_user(self.rep_b).search([]))

    def test_rep_cannot_assess_or_move_anothers_lead(self):
        self.lead.user_id = self.rep_a
        lead = self.lead.with_user(self.rep_b)
        for method in ('action_assess', 'action_pass_to_sales', 'action_accept', 'action_qualify'):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(lead, method)()
        with self.assertRaises(AccessError):
            self.env['lead.assessment'].with_user(self.rep_b).create(
                {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
            )

    def test_nobody_writes_the_log_by_hand(self):
        self.lead._change_status(self.status('passed'))
        for user in (self.rep_a, self.leader, self.marketer):
            log = self.lead.status_change_ids.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                log.write({'hours': 0})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                log.unlink()

    def test_only_leaders_edit_cards_statuses_and_reasons(self):
        records = (self.card, self.status('new'), self.reason('trash'))
        for record in records:
            with self.subTest(model=record._name):
                record.with_user(self.leader).name = "By the leader"
                for user in (self.rep_a, self.marketer):
                    with self.assertRaises(AccessError):
                        record.with_user(user).name = "Not allowed"

    def test_rep_cannot_set_score_milestones_or_grade(self):
        for vals in ({'lead_score': 100}, {'lead_grade': 'a'}, {'qualified_at': '2020-01-01'}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.lead.with_user(self.rep_a).write(vals)

    def test_defaults_from_the_context_are_no_way_around(self):
        Lead = self.env['crm.lead'].with_user(self.rep_a).with_context(default_lead_grade='a')
        with self.assertRaises(AccessError):
            Lead.create({'name': "Sneaky"})

    def test_assessment_of_another_companys_lead_is_out_of_reach(self):
        other = self.env['res.company'].create({'name': "Other"})
        lead = self.make_leads(1, company_id=other.id, team_id=False)
        self.assess(lead, (3, 3, 3, 3))
        self.assertFalse(
            self.env['lead.assessment'].with_user(self.leader).search([('lead_id', '=', lead.id)])
        )
        with self.assertRaises(AccessError):
            self.env['lead.assessment'].with_user(self.leader).create(
                {'lead_id': lead.id, 'scorecard_id': self.card.id}
            )

    def test_criteria_and_answers_of_another_companys_card_are_out_of_reach(self):
        other = self.env['res.company'].create({'name': "Other"})
        card = self.card.copy({'name': "Theirs", 'company_id': other.id})
        self.assertTrue(card.criterion_ids.answer_ids)
        for records in (card, card.criterion_ids, card.criterion_ids.answer_ids):
            for user in (self.rep_a, self.marketer, self.leader):
                theirs = records.with_user(user)
                with self.subTest(model=records._name, user=user.login):
                    self.assertFalse(theirs.search([('id', 'in', records.ids)]))
                    self.assertFalse(theirs._filtered_access('read'))
                    self.assertFalse(theirs._filtered_access('write'))
