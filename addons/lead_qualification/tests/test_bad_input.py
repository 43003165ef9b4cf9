"""Each slip meets one plain sentence at the moment of entry."""

import itertools

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestBadInput(LeadQualificationCase):
    def new_card(self, *points, **vals):
        """Return a card with one question whose answers give ``points``."""
        answers = [Command.create({'name': f"Worth {value}", 'points': value}) for value in points]
        criterion = {'name': "Fit", 'answer_ids': answers, 'met_points': 1}
        return self.env['lead.scorecard'].create(
            {'name': "Ours", 'criterion_ids': [Command.create(criterion)], **vals}
        )

    def emptied_card(self, **vals):
        """Return a card whose questions were deleted one by one behind its back."""
        card = self.new_card(0, 1, name="Empty", **vals)
        card.criterion_ids.unlink()
        return card

    def test_what_is_no_id_is_refused(self):
        leads = self.env['crm.lead'].with_user(self.rep_a)
        calls = (
            lambda wrong: leads.browse([wrong]).action_pass_to_sales(),
            lambda wrong: leads.browse([wrong]).action_reject(),
            lambda wrong: leads.browse(self.lead.id).action_assess(wrong),
        )
        for call, wrong in itertools.product(calls, (str(self.lead.id), 1.5, 2**31, [1], True)):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, "whole numbers above 0"):
                call(wrong)

    def test_empty_card_cannot_be_opened(self):
        self.card.active = False
        self.emptied_card()
        with self.assertRaisesRegex(UserError, "The scorecard Empty has no criteria yet"):
            self.lead.with_user(self.rep_a).action_assess()

    def test_empty_card_is_passed_over_when_there_is_another(self):
        empty = self.emptied_card(sequence=1)
        action = self.lead.with_user(self.rep_a).action_assess()
        draft = self.env['lead.assessment'].browse(action['res_id'])
        self.assertEqual(draft.scorecard_id, self.card)
        with self.assertRaisesRegex(UserError, "no criteria yet"):
            self.env['lead.assessment'].create({'lead_id': self.lead.id, 'scorecard_id': empty.id})

    def test_question_with_one_answer_is_refused_with_the_card(self):
        with self.assertRaisesRegex(ValidationError, "Fit at least two answers"):
            self.new_card(1)
        self.new_card(1, active=False).write({'name': "May wait while it is not in use"})
        with self.assertRaisesRegex(ValidationError, "Fit at least two answers"):
            self.new_card(1, active=False).active = True

    def test_question_emptied_behind_the_cards_back_cannot_be_used(self):
        card = self.new_card(0, 1)
        card.criterion_ids.answer_ids[:1].unlink()
        with self.assertRaisesRegex(ValidationError, "Fit at least two answers"):
            self.env['lead.assessment'].create({'lead_id': self.lead.id, 'scorecard_id': card.id})

    def test_question_that_no_answer_could_meet_is_refused(self):
        criterion = self.card.criterion_ids[:1]
        with self.assertRaisesRegex(ValidationError, "from 4 points, and its best answer gives 3"):
            criterion.met_points = 4

    def test_card_of_another_company_is_refused(self):
        mine = self.env.company
        other = self.env['res.company'].create({'name': "Other"})
        self.lead.company_id = mine
        self.card.company_id = other
        with self.assertRaisesRegex(ValidationError, "BANT is a scorecard of Other, and the lead"):
            self.env['lead.assessment'].create(
                {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
            )

    def test_card_in_use_is_archived_and_not_deleted(self):
        card = self.new_card(0, 1)
        self.assess(self.lead, (1,), card)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            card.unlink()
        self.new_card(0, 1).unlink()

    def test_assessment_does_not_move_to_another_lead(self):
        draft = self.env['lead.assessment'].create(
            {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        )
        with self.assertRaisesRegex(UserError, "stays with its lead"):
            draft.with_user(self.leader).lead_id = self.make_leads(1)

    def test_nobody_writes_the_result_by_hand(self):
        Assessment = self.env['lead.assessment'].with_user(self.rep_a)
        vals = {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        with self.assertRaisesRegex(AccessError, "kept by the system"):
            Assessment.create({**vals, 'state': 'confirmed'})
        draft = Assessment.create(vals)
        for fname, value in (('state', 'confirmed'), ('score', 100), ('verdict', 'passed')):
            with self.subTest(field=fname), self.assertRaisesRegex(AccessError, "kept by the sy"):
                draft[fname] = value


@tagged('post_install', '-at_install')
class TestBadInputInTheBrowser(LeadQualificationCase, HttpCase):
    """What the database refuses reaches people as the sentence written for it."""

    def refusal(self, model, method, *args):
        """Return the sentence that answers a call from the web client."""
        with mute_logger('odoo.sql_db', 'odoo.http'):
            error = self.make_jsonrpc_request_error(model, method, args)
        return error['data']['message']

    def make_jsonrpc_request_error(self, model, method, args):
        params = {'model': model, 'method': method, 'args': args, 'kwargs': {}}
        response = self.url_open(
            '/web/dataset/call_kw', json={'jsonrpc': '2.0', 'method': 'call', 'params': params}
        )
        return response.json()['error']

    def test_database_constraints_speak(self):
        self.authenticate('leader_x', 'leader_x')
        criterion = self.card.criterion_ids[:1]
        refusals = [
            ('lead.scorecard.criterion', criterion.ids, {'weight': 0}, "must be more than zero"),
            ('lead.scorecard.criterion', criterion.ids, {'weight': -1}, "must be more than zero"),
            ('lead.scorecard', self.card.ids, {'minimum_score': 101}, "between 0 and 100"),
            ('lead.scorecard', self.card.ids, {'grade_a': 10}, "must fall from A to C"),
            ('lead.scorecard.answer', criterion.answer_ids[:1].ids, {'points': -1}, "between 0"),
            ('lead.status.reason', self.reason('trash').ids, {'is_waiting': True}, "Only a recyc"),
            ('lead.scorecard', self.card.ids, {'domain': "[('x', '=', 1)]"}, "cannot be used"),
        ]
        for model, ids, vals, sentence in refusals:
            with self.subTest(model=model, vals=vals):
                self.assertIn(sentence, self.refusal(model, 'write', ids, vals))

    def test_one_criterion_is_answered_once(self):
        draft = self.env['lead.assessment'].create(
            {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        )
        self.authenticate('rep_a', 'rep_a')
        vals = {'assessment_id': draft.id, 'criterion_id': self.card.criterion_ids[:1].id}
        self.assertIn(
            "Each criterion can be answered once",
            self.refusal('lead.assessment.line', 'create', [vals]),
        )
