"""The list of slips: each meets one clear sentence when it is made, and nothing is lost by it."""

from odoo.fields import Command
from odoo.tests import tagged

from .common_rpc import RpcCase


@tagged('post_install', '-at_install')
class TestBadInputList(RpcCase):
    def refused(self, login, sentence, model, method, *args, kind='ValidationError'):
        self.authenticate(login, login)
        self.assertIn(sentence, self.assert_refused(model, method, *args, kind=kind))

    def test_empty_card(self):
        cards = self.env['lead.scorecard'].search_count([])
        sentence = "Give the scorecard Ours at least one criterion"
        self.refused('leader_x', sentence, 'lead.scorecard', 'create', [{'name': "Ours"}])
        self.assertEqual(self.env['lead.scorecard'].search_count([]), cards)
        emptied = {'criterion_ids': [Command.clear()]}
        sentence = "Give the scorecard BANT at least one criterion"
        self.refused('leader_x', sentence, 'lead.scorecard', 'write', self.card.ids, emptied)
        self.assertEqual(len(self.card.criterion_ids), 4)

    def test_weights_of_zero(self):
        criterion = self.card.criterion_ids[:1]
        sentence = "The weight of a criterion must be more than zero"
        for weight in (0, -1):
            vals = {'weight': weight}
            self.refused(
                'leader_x', sentence, 'lead.scorecard.criterion', 'write', criterion.ids, vals
            )
        self.assertEqual(criterion.weight, 1)

    def test_domain_with_an_unknown_field(self):
        vals = {'domain': "[('shoe_size', '=', 43)]"}
        sentence = "The lead filter [('shoe_size', '=', 43)] cannot be used"
        criterion = self.card.criterion_ids[:1]
        for record in (self.card, criterion):
            self.refused('leader_x', sentence, record._name, 'write', record.ids, vals)
            self.assertEqual(record.domain, '[]')

    def test_thresholds_out_of_order(self):
        vals = {'grade_a': 40, 'grade_b': 60}
        sentence = "Grade thresholds must fall from A to C"
        self.refused('leader_x', sentence, 'lead.scorecard', 'write', self.card.ids, vals)
        self.assertEqual(self.card.grade_a, 75)

    def test_two_answers_for_one_criterion(self):
        self.authenticate('rep_a', 'rep_a')
        vals = {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        [draft], _error = self.call('lead.assessment', 'create', [vals])
        criterion = self.card.criterion_ids[:1]
        answer = {'assessment_id': draft, 'criterion_id': criterion.id}
        answer['answer_id'] = criterion.answer_ids[-1:].id
        sentence = "Each criterion can be answered once per assessment"
        self.refused('rep_a', sentence, 'lead.assessment.line', 'create', [answer])
        self.assertEqual(len(self.lead.assessment_ids.line_ids), 4)

    def test_assessment_on_a_lead_of_another_company(self):
        other = self.env['res.company'].create({'name': "Other"})
        foreign = self.make_leads(1, company_id=other.id, team_id=False)
        vals = {'lead_id': foreign.id, 'scorecard_id': self.card.id}
        for login in ('rep_a', 'marketer_x', 'leader_x'):
            self.refused(login, "", 'lead.assessment', 'create', [vals], kind='AccessError')
        self.assertFalse(foreign.assessment_ids)
        # who works for both companies is told which card does not belong to which lead
        self.leader.company_ids |= other
        self.card.company_id = self.env.company
        sentence = "the lead Lead 0 belongs to Other. Choose one of its own cards"
        self.refused('leader_x', sentence, 'lead.assessment', 'create', [vals])

    def test_status_deleted_while_in_use(self):
        status = self.status('new')
        sentence = "Leads have or had this status. Archive it instead of deleting it"
        self.refused('leader_x', sentence, 'lead.status', 'unlink', status.ids, kind='UserError')
        self.assertTrue(status.exists())

    def test_reason_of_the_wrong_meaning(self):
        reason = self.reason('trash', name="Spam")
        vals = {'lead_status_id': self.status('recycle').id, 'lead_status_reason_id': reason.id}
        wizard = {'lead_ids': self.lead.ids, 'status_id': vals['lead_status_id']}
        sentence = "The reason Spam does not fit the status Recycle"
        for login in ('rep_a', 'marketer_x'):
            self.refused(
                login, sentence, 'crm.lead', 'write', self.lead.ids, vals, kind='UserError'
            )
            new = [{'name': "New", **vals}]
            self.refused(login, sentence, 'crm.lead', 'create', new, kind='UserError')
            ids, _error = self.call('lead.status.wizard', 'create', [wizard])
            self.call('lead.status.wizard', 'write', ids, {'reason_id': reason.id})
            self.refused(
                login, sentence, 'lead.status.wizard', 'action_apply', ids, kind='UserError'
            )
        self.assertEqual(self.lead.lead_status_meaning, 'new')

    def test_points_that_are_not_numbers(self):
        criterion = self.card.criterion_ids[:1]
        answer = criterion.answer_ids[:1]
        new = {'name': "Many", 'criterion_id': criterion.id, 'points': "lots"}
        sentence = "Points must be a number, not lots"
        self.refused('leader_x', sentence, 'lead.scorecard.answer', 'create', [new])
        for value in ("lots", "2.5", [3]):
            vals = {'points': value}
            self.refused(
                'leader_x', "must be a number", 'lead.scorecard.answer', 'write', answer.ids, vals
            )
        for value in ("heavy", "inf", "nan"):
            weight = {'weight': value}
            self.refused(
                'leader_x', "must be a number", criterion._name, 'write', criterion.ids, weight
            )
        points = [self.entry(points="lots")]
        self.refused(
            'rep_a', "points are a whole number", 'lead.signal', 'record_signals', points,
            kind='UserError',
        )  # fmt: skip
        self.assertEqual(answer.points, 0)
        result = self.env['lead.scorecard.answer'].load(
            ['name', 'criterion_id/.id', 'points'], [["Many", str(criterion.id), "lots"]]
        )
        self.assertIn("'lots' does not seem to be an integer", result['messages'][0]['message'])
