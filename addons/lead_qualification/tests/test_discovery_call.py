from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestDiscoveryCall(LeadQualificationCase):
    def call(self, points=(3, 3, 3, 3), lead=None, user=None, **vals):
        """Return a draft as the call's screen leaves it, held by ``user`` (rep A)."""
        lead = (lead or self.lead).with_user(user or self.rep_a)
        draft = lead.env['lead.assessment'].browse(lead.action_assess()['res_id'])
        for line, value in zip(draft.line_ids, points, strict=True):
            answers = line.criterion_id.answer_ids
            line.answer_id = answers.filtered(lambda answer, value=value: answer.points == value)
        draft.write(vals)
        return draft

    def outcome(self, meaning, **vals):
        """Return the values of a call that ended with a status of ``meaning``."""
        return {'outcome_status_id': self.status(meaning).id, **vals}

    # opening

    def test_call_opens_the_draft_left_behind(self):
        draft = self.call()
        self.assertEqual(self.lead.with_user(self.rep_a).action_assess()['res_id'], draft.id)
        other = self.lead.with_user(self.leader).action_assess()['res_id']
        self.assertNotEqual(other, draft.id, "each has his own")

    def test_another_card_keeps_the_answers_of_the_first(self):
        champ = self.env.ref('lead_qualification.lead_scorecard_champ')
        champ.active = True
        draft = self.call((3, None, None, None))
        lead = self.lead.with_user(self.rep_a)
        second = self.env['lead.assessment'].browse(lead.action_assess(champ.id)['res_id'])
        self.assertEqual(second.scorecard_id, champ)
        self.assertEqual(lead.action_assess(self.card.id)['res_id'], draft.id)
        self.assertFalse(second.exists(), "nothing was answered there")
        cards = draft.call_data['cards']
        self.assertEqual([card['state'] for card in cards], ['draft', ''])

    def test_card_for_other_leads_is_not_offered(self):
        champ = self.env.ref('lead_qualification.lead_scorecard_champ')
        champ.write({'active': True, 'domain': "[('name', '=', 'Another')]"})
        draft = self.call()
        self.assertEqual([card['id'] for card in draft.call_data['cards']], self.card.ids)
        with self.assertRaisesRegex(UserError, "No scorecard is meant for this lead"):
            self.lead.with_user(self.rep_a).action_assess(champ.id)

    def test_screen_gets_questions_and_answers_at_once(self):
        criterion = self.card.criterion_ids[:1]
        offer = self.call().call_data['criteria'][str(criterion.id)]
        self.assertEqual(offer['question'], criterion.question)
        self.assertEqual([answer['points'] for answer in offer['answers']], [0, 1, 2, 3])

    def test_queries_do_not_grow_with_the_number_of_criteria(self):
        self.env.ref('lead_qualification.lead_scorecard_gpctba').active = True
        counts = []
        for name in ('bant', 'gpctba'):
            card = self.env.ref(f'lead_qualification.lead_scorecard_{name}')
            draft = self.env['lead.assessment'].create(
                {'lead_id': self.lead.id, 'scorecard_id': card.id}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            draft.read(['call_data'])
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)

    def test_draft_follows_its_card_until_it_is_confirmed(self):
        draft = self.call((3, None, None, 3))
        self.card.criterion_ids[0].weight = 3
        self.card.criterion_ids[0].answer_ids[-1].name = "Signed"
        self.card.criterion_ids[1].unlink()
        self.card.criterion_ids.create(
            {
                'scorecard_id': self.card.id,
                'name': "Team",
                'sequence': 99,
                'answer_ids': [
                    fields.Command.create({'name': "None"}),
                    fields.Command.create({'name': "There", 'points': 3}),
                ],
            }
        )
        draft.invalidate_recordset()
        draft.action_open()
        self.assertEqual(draft.line_ids.mapped('name'), ["Budget", "Need", "Timeline", "Team"])
        self.assertEqual(draft.line_ids[0].weight, 3)
        self.assertEqual(draft.line_ids[0].answer_name, "Signed")
        self.assertEqual(draft.missing, "Need, Team")

    def test_calls_never_held_are_cleaned_up(self):
        untouched = self.call((None,) * 4)
        noted = self.call((None,) * 4, user=self.leader)
        noted.line_ids[0].evidence = "Will call back"
        (untouched | noted).flush_recordset()
        old = self.env.cr.now() - timedelta(days=2)
        self.env.cr.execute("UPDATE lead_assessment SET write_date = %s", [old])
        self.env.invalidate_all()
        self.env['lead.assessment']._gc_untouched_drafts()
        self.assertFalse(untouched.exists())
        self.assertTrue(noted.exists())

    # while the customer is on the phone

    def test_verdict_is_explained_as_the_answers_come(self):
        for points, explanation in (
            ((None,) * 4, "Still missing: Budget, Authority, Need, Timeline"),
            ((3, 3, None, 3), "Still missing: Need"),
            ((1, 3, None, 0), "Not met: Budget, Timeline"),
            ((3, 3, 3, 3), "All required criteria are met"),
        ):
            with self.subTest(points=points):
                self.assertEqual(self.call(points).explanation, explanation)

    def test_minimum_score_is_named(self):
        self.card.write({'pass_rule': 'minimum_score', 'minimum_score': 60})
        self.assertEqual(
            self.call((3, None, None, None)).explanation,
            "60% are needed, still missing: Authority, Need, Timeline",
        )
        self.assertEqual(self.call((3, 3, 3, 3)).explanation, "60% are needed")

    def test_knock_out_is_told_in_the_words_of_the_answer(self):
        self.card.criterion_ids[0].answer_ids[0].is_knock_out = True
        draft = self.call((0, 3, 3, 3))
        self.assertEqual(draft.explanation, "Knocked out by Budget: No money and none in sight")

    def test_form_takes_answers_outcome_and_next_step(self):
        draft = self.call((None,) * 4)
        activity = self.env.ref('mail.mail_activity_data_call')
        with Form(draft) as form:
            for index, criterion in enumerate(self.card.criterion_ids):
                with form.line_ids.edit(index) as line:
                    line.answer_id = criterion.answer_ids[2]
                    line.basis = 'confirmed'
            self.assertEqual((form.verdict, form.explanation[:3]), ('passed', "All"))
            form.outcome_status_id = self.status('recycle')
            form.outcome_reason_id = self.reason('recycle', nurture_days=10)
            expected = fields.Date.today() + timedelta(days=10)
            self.assertEqual(form.outcome_until, expected)
            form.outcome_status_id = self.status('trash')
            self.assertFalse(form.outcome_reason_id)
            form.outcome_status_id = self.status('qualified')
            form.next_step_type_id = activity
            self.assertEqual(
                form.next_step_date, fields.Date.today() + timedelta(days=activity.delay_count)
            )

    # finishing

    def test_finish_confirms_plans_the_next_step_and_moves_the_lead(self):
        self.lead.user_id = self.rep_a
        activity = self.env.ref('mail.mail_activity_data_meeting')
        day = fields.Date.today() + timedelta(days=3)
        draft = self.call(**self.outcome('qualified', next_step_type_id=activity.id))
        draft.write({'next_step_date': day, 'next_step_summary': "Show the solution"})
        draft.action_finish()
        self.assertEqual(draft.state, 'confirmed')
        self.assertRecordValues(
            self.lead, [{'lead_status_meaning': 'qualified', 'lead_grade': 'a'}]
        )
        self.assertRecordValues(
            self.lead.activity_ids,
            [
                {
                    'activity_type_id': activity.id,
                    'date_deadline': day,
                    'summary': "Show the solution",
                    'user_id': self.rep_a.id,
                }
            ],
        )

    def test_pass_to_sales_goes_through_its_gates_and_leaves_its_note(self):
        self.lead.email_from = self.lead.phone = False
        draft = self.call(user=self.marketer, **self.outcome('passed'))
        with self.assertRaisesRegex(UserError, "no way to contact"), self.env.cr.savepoint():
            draft.action_finish()
        self.env.invalidate_all()
        self.assertEqual(draft.state, 'draft', "nothing is half done")
        self.lead.email_from = "customer@example.com"
        draft.action_finish()
        self.assertEqual(self.lead.lead_status_meaning, 'passed')
        self.assertIn("Approved and set aside", self.lead.message_ids[:1].body)

    def test_company_with_two_statuses_of_one_meaning_gets_the_one_chosen(self):
        hot = self.env['lead.status'].create({'name': "Hot", 'meaning': 'passed', 'sequence': 99})
        self.call(outcome_status_id=hot.id).action_finish()
        self.assertEqual(self.lead.lead_status_id, hot)

    def test_recycling_needs_a_reason_and_keeps_its_date(self):
        self.lead.user_id = self.rep_a
        draft = self.call((0, 0, 0, 0), **self.outcome('recycle'))
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            draft.action_finish()
        day = fields.Date.today() + timedelta(days=45)
        draft.write({'outcome_reason_id': self.reason('recycle').id, 'outcome_until': day})
        draft.action_finish()
        self.assertRecordValues(
            self.lead, [{'lead_status_meaning': 'recycle', 'nurture_until': day, 'user_id': False}]
        )

    def test_trash_plans_nothing(self):
        activity = self.env.ref('mail.mail_activity_data_call')
        draft = self.call(
            (0, 0, 0, 0),
            **self.outcome(
                'trash',
                outcome_reason_id=self.reason('trash').id,
                next_step_type_id=activity.id,
            ),
        )
        draft.action_finish()
        self.assertFalse(self.lead.active)
        self.assertFalse(self.lead.with_context(active_test=False).activity_ids)

    def test_call_without_an_outcome_cannot_be_finished_only_confirmed(self):
        draft = self.call()
        with self.assertRaisesRegex(UserError, "Choose how the call ended"):
            draft.action_finish()
        draft.action_confirm()
        self.assertEqual(self.lead.lead_status_meaning, 'new')

    def test_next_step_is_complete_and_to_come(self):
        day = fields.Date.today() - timedelta(days=2)
        activity = self.env.ref('mail.mail_activity_data_call')
        draft = self.call(**self.outcome('passed', next_step_type_id=activity.id))
        draft.next_step_date = day
        with self.assertRaisesRegex(UserError, "lies in the past"):
            draft.action_finish()
        draft.next_step_type_id = False
        draft.next_step_summary = "Something"
        with self.assertRaisesRegex(UserError, "Choose what the next step is"):
            draft.action_finish()

    def test_outcomes_offered_fit_the_lead_and_who_asks(self):
        def offered(user):
            lead = self.lead.with_user(user)
            return set(lead._call_outcomes().mapped('meaning'))

        negative = {'recycle', 'unreachable', 'trash'}
        self.assertEqual(offered(self.marketer), {'passed', *negative})
        self.assertEqual(offered(self.rep_a), {'passed', 'qualified', *negative})
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('passed').id})
        self.assertEqual(offered(self.rep_a), {'accepted', 'qualified', *negative})
        self.assertEqual(offered(self.leader), {'qualified', *negative})

    def test_outcome_that_is_no_longer_possible_is_refused(self):
        draft = self.call(**self.outcome('passed'))
        self.lead._change_status(self.status('qualified'))
        with self.assertRaisesRegex(UserError, "cannot become Passed to Sales after this call"):
            draft.action_finish()
        self.assertEqual(draft.state, 'draft')

    # rights

    def test_rep_cannot_hold_finish_or_discard_a_call_on_anothers_lead(self):
        self.lead.user_id = self.rep_a
        draft = self.call(**self.outcome('qualified'))
        foreign = draft.with_user(self.rep_b)
        for method in ('action_open', 'action_finish', 'action_confirm', 'action_discard'):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(foreign, method)()
        with self.assertRaises(AccessError):
            foreign.line_ids[:1].write({'evidence': "Mine now"})

    def test_marketer_cannot_call_a_lead_that_sales_works_on(self):
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        with self.assertRaises(AccessError):
            self.lead.with_user(self.marketer).action_assess()

    def test_confirmed_call_opens_to_read_and_is_neither_finished_nor_discarded(self):
        draft = self.call(**self.outcome('passed'))
        draft.action_finish()
        self.assertEqual(draft.action_open()['res_id'], draft.id)
        self.assertEqual(draft.call_data['criteria'], {})
        for method in ('action_finish', 'action_discard', 'action_confirm'):
            with self.subTest(method=method), self.assertRaises(UserError):
                getattr(draft, method)()
